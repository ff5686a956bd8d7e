import type { Platform } from "../buildah/platform";
import { readReference } from "../buildah/reference";
import { isCertain } from "./certainty";
import type { BuildEvent, JobRun, PushEvent } from "./flow";
import type { Publication } from "./publications";

/** What a name in the local storage of a job stands for: an image for one platform, a list, or something not known. */
export type Content =
  | { readonly kind: "image"; readonly platform: Platform }
  | { readonly kind: "list" }
  | { readonly kind: "unknown" };

/** An image for one platform that a job pushes. */
export interface PlatformPush {
  readonly run: JobRun;
  readonly event: PushEvent;
  readonly platform: Platform;
}

/** The push with its platform; nothing for lists, where the platform is not known, and where the push may not run. */
export function readPlatformPush({ run, event }: Publication): readonly PlatformPush[] {
  if (event.kind !== "push" || !isCertain(run, event.call.command)) return [];
  const content = contentOf(run, event);
  return content.kind === "image" ? [{ run, event, platform: content.platform }] : [];
}

/** What a push sends, as far as the commands before it tell. */
export function contentOf(run: JobRun, push: PushEvent): Content {
  const contents = new Map<string, Content>();
  const unknown: Content = { kind: "unknown" };
  for (const event of run.events) {
    if (event === push) break;
    const isConditional = event.call.command.isConditional;
    const put = (key: string | undefined, content: Content) => {
      if (key !== undefined) contents.set(key, isConditional && contents.has(key) ? unknown : content);
    };
    if (event.kind === "build") {
      for (const name of event.names) put(name.key, builtContent(event, run));
      put(event.list?.key, { kind: "list" });
    } else if (event.kind === "listCreate") put(event.list.key, { kind: "list" });
    else if (event.kind === "obtain") {
      const [source] = event.call.subcommand === "tag" ? event.call.positionals : [];
      const key = source && readReference(source.value, source.location).key;
      for (const name of event.names) put(name.key, (key && contents.get(key)) || unknown);
    }
  }
  // `build -t docker://NAME` is build and push in one.
  const built = run.events.find((event) => event.kind === "build" && event.call === push.call);
  if (built?.kind === "build") return builtContent(built, run);
  return (push.source.key && contents.get(push.source.key)) || unknown;
}

function builtContent({ platforms, list }: BuildEvent, { runner }: JobRun): Content {
  const [use, ...others] = platforms ?? [];
  if (platforms === undefined || others.length > 0 || list) return { kind: "unknown" };
  if (use) return use.platform ? { kind: "image", platform: use.platform } : { kind: "unknown" };
  // Without --platform it is the runner's, which only the tags of hosted runners tell.
  if (!runner.isHosted || runner.architecture === undefined) return { kind: "unknown" };
  return { kind: "image", platform: { os: "linux", architecture: runner.architecture, variant: "" } };
}
