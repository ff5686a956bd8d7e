import { valuesOf } from "../buildah/call";
import type { FileId } from "../text/span";
import { resolvePath } from "../workspace/reader";
import type { BuildEvent } from "./flow";

/**
 * The files that may be the Containerfile of a build, the first that exists being the one: `-f`, from the working
 * directory or else from the context, without it Containerfile or Dockerfile of the context. Empty when the paths cannot
 * be known.
 */
export function containerfileCandidates(build: BuildEvent, folder: FileId): readonly FileId[] {
  const { call } = build;
  const { directory } = call.command;
  if (directory === undefined || call.hasUnknownWords || call.positionals.length > 1) return [];
  const files = valuesOf(call, "--file");
  // Several are read as one text.
  if (files.length > 1) return [];
  const context = call.positionals[0] ? call.positionals[0].value.literal : ".";
  const inContext = (path: string | undefined) =>
    path === undefined || context === undefined ? undefined : `${context}/${path}`;
  const paths = files[0]
    ? [files[0].literal, inContext(files[0].literal)]
    : ["Containerfile", "Dockerfile"].map(inContext);
  return paths.flatMap((path) => {
    if (path === undefined || /^[/~-]|^[a-z]+:\/\//.test(path)) return [];
    const target = resolvePath(folder, `${directory}/${path}`);
    return target ? [target] : [];
  });
}
