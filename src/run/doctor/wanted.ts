import { formatPlatform, readPlatform } from "../../buildah/platform";

/** What most pipelines build for. */
export const usualPlatforms: readonly string[] = ["linux/amd64", "linux/arm64"];

/** Reads the platforms that a person names, in normal form; the usual ones where none is named. */
export function readWanted(texts: readonly string[]): readonly string[] | { readonly message: string } {
  const platforms: string[] = [];
  for (const text of texts) {
    const reading = readPlatform(text);
    if (reading.kind !== "platform")
      return { message: `${text} is no platform: write OS/ARCH[/VARIANT], for example linux/arm64.` };
    platforms.push(formatPlatform(reading.platform));
  }
  return platforms.length > 0 ? platforms : usualPlatforms;
}
