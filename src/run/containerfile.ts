import type { Containerfile } from "../containerfile/containerfile";
import type { RunInstruction, RunStep } from "../protocol/messages";
import { LineIndex } from "../text/lineIndex";
import type { FileId } from "../text/span";
import { resolvePath } from "../workspace/reader";
import { flagValue, readFlags } from "./arguments";
import { rangeOf } from "./place";

/**
 * The Containerfile that a build reads, with its instructions; undefined when it is not in the workspace, or there are
 * several.
 * @param directory the working directory, relative to the project's folder
 * @param folderPath the project's folder as a path: `$CI_PROJECT_DIR` stands for it
 */
export function findStepContainerfile(
  args: readonly string[],
  directory: string,
  folder: FileId,
  folderPath: string,
  find: (file: FileId) => Containerfile | undefined,
): RunStep["containerfile"] {
  for (const path of candidatePaths(args)) {
    const relative = path.startsWith("/") ? pathBelow(folderPath, path) : `${directory}/${path}`;
    const file = relative === undefined ? undefined : resolvePath(folder, relative);
    const containerfile = file && find(file);
    if (containerfile) return { uri: file, instructions: listInstructions(containerfile) };
  }
  return undefined;
}

/**
 * Where Buildah looks, in its order: a path given with `-f` from the working directory, then from the context; without
 * `-f` Containerfile and Dockerfile of the context, or the context itself when it is a file (imagebuildah's
 * BuildDockerfiles, pkg/util's DiscoverContainerfile).
 */
function candidatePaths(args: readonly string[]): readonly string[] {
  const flags = readFlags(args);
  const files = flags
    .filter((flag) => flag.name === "--file")
    .flatMap((flag) => (flagValue(args, flag) ?? "").split(","));
  const context = findContext(args, flags);
  // A context at an address is fetched.
  if (files.length > 1 || /^[a-z+]+:\/\/|^git@/.test(context)) return [];
  const [file] = files;
  if (file === undefined) return [`${context}/Containerfile`, `${context}/Dockerfile`, context];
  if (file === "-" || /^[a-z+]+:\/\//.test(file)) return [];
  return file.startsWith("/") ? [file] : [file, `${context}/${file}`];
}

function findContext(args: readonly string[], flags: ReturnType<typeof readFlags>): string {
  const next = Math.max(0, ...flags.map((flag) => flag.last)) + 1;
  return args.slice(next).find((argument) => argument !== "--") ?? ".";
}

function pathBelow(folder: string, path: string): string | undefined {
  if (path === folder) return ".";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** The instructions of all stages, in order. Those before the first FROM make no step. */
export function listInstructions({ text: source, stages }: Containerfile): readonly RunInstruction[] {
  const lines = new LineIndex(source);
  return stages.flatMap(({ instructions }, stage) =>
    instructions.map(({ keyword, text, location }) => ({ stage, keyword, text, range: rangeOf(lines, location.span) })),
  );
}
