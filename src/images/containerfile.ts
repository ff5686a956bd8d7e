import { valuesOf } from "../buildah/call";
import type { FileId } from "../text/span";
import { resolvePath } from "../workspace/reader";
import type { BuildEvent } from "./flow";
import { pathOf } from "./writtenFiles";

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
  const given = [...files, ...call.positionals.map(({ value }) => value)];
  // The standard input, another machine's folder, a home.
  if (given.some(({ flat }) => /^[~-]|^[a-z]+:\/\//.test(flat))) return [];
  const context = call.positionals[0] ? pathOf(call.positionals[0].value, directory) : directory;
  const inContext = (path: string | undefined) =>
    path === undefined || context === undefined || path.startsWith("/")
      ? undefined
      : [context, path].filter(Boolean).join("/");
  const paths = files[0]
    ? [pathOf(files[0], directory), inContext(files[0].literal)]
    : ["Containerfile", "Dockerfile"].map(inContext);
  return paths.flatMap((path) => {
    const target = path === undefined || path.startsWith("/") ? undefined : resolvePath(folder, path);
    return target ? [target] : [];
  });
}
