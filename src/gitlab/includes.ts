import type { FileId } from "../text/span";
import { type Reader, resolvePath } from "../workspace/reader";
import { mergeMaps } from "../yaml/merge";
import { isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";

/** The pipeline's text with everything that it includes, as one mapping. */
export interface Included {
  readonly root: MapNode;
  readonly files: ReadonlyMap<FileId, YamlFile>;
}

/** GitLab reads at most so many files for one pipeline. */
const maxIncludes = 150;

const emptyMap = (file: FileId, open?: string): MapNode => {
  const base = {
    kind: "map",
    entries: new Map(),
    style: "block",
    location: { file, span: { start: 0, end: 0 } },
  } as const;
  return open === undefined ? base : { ...base, open };
};

/**
 * Reads an entry file and, recursively, what it includes: included files first and in order, the including file on
 * top. What cannot be read leaves the result open.
 * @param folder the project's folder, where the paths of `include:local` begin
 * @param parse parses a file; the caller may remember the results
 */
export function readIncludes(
  entry: FileId,
  folder: FileId,
  reader: Reader,
  parse: (file: FileId, text: string) => YamlFile,
): Included {
  const files = new Map<FileId, YamlFile>();

  function readFile(file: FileId, ancestors: readonly FileId[]): MapNode {
    if (ancestors.includes(file)) return emptyMap(file);
    if (files.size >= maxIncludes) return emptyMap(file, "more files are included than GitLab reads");
    const state = reader.read(file);
    if (state.kind !== "loaded") return emptyMap(file, `${file.slice(file.lastIndexOf("/") + 1)} is not there`);
    const parsed = files.get(file) ?? parse(file, state.text);
    files.set(file, parsed);
    const own = parsed.root?.kind === "map" ? parsed.root : emptyMap(file);
    const isBroken = parsed.problems.length > 0 || (parsed.root !== undefined && parsed.root.kind !== "map");
    const local = isBroken && own.open === undefined ? { ...own, open: "the file has syntax errors" } : own;
    const include = local.entries.get("include")?.value;
    if (isNothing(include)) return local;
    let base = emptyMap(file);
    for (const item of include!.kind === "seq" ? include!.items : [include!]) {
      base = mergeMaps(base, readInclude(item, file, [...ancestors, file]));
    }
    return mergeMaps(base, local);
  }

  function readInclude(item: YamlNode, file: FileId, ancestors: readonly FileId[]): MapNode {
    if (item.kind === "scalar") return readLocal(item, file, ancestors);
    if (item.kind !== "map") return emptyMap(file, "an include could not be read");
    const local = item.entries.get("local")?.value;
    // Whether a rule holds is known on GitLab only.
    if (item.entries.has("rules")) return emptyMap(file, "an include has rules");
    if (local?.kind === "scalar") return readLocal(local, file, ancestors);
    const kind = ["project", "remote", "template", "component"].find((name) => item.entries.has(name));
    return emptyMap(file, `a ${kind ?? "file"} is included from elsewhere`);
  }

  function readLocal(path: ScalarNode, file: FileId, ancestors: readonly FileId[]): MapNode {
    if (/^https?:\/\//.test(path.text)) return emptyMap(file, "a remote file is included");
    if (path.text.includes("$")) return emptyMap(file, `the included path ${path.text} holds a variable`);
    if (path.text.includes("*")) {
      const listing = reader.list(folder, path.text);
      if (listing.kind === "unread") return emptyMap(file, "included files are not read yet");
      return listing.files.reduce((base, match) => mergeMaps(base, readFile(match, ancestors)), emptyMap(file));
    }
    const target = resolvePath(folder, path.text);
    return target ? readFile(target, ancestors) : emptyMap(file, `the included path ${path.text} leaves the project`);
  }

  return { root: readFile(entry, []), files };
}
