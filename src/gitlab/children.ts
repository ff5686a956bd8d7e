import type { FileId } from "../text/span";
import { isYaml } from "../workspace/kind";
import { resolvePath } from "../workspace/reader";
import type { YamlNode } from "../yaml/node";
import type { Pipeline } from "./pipeline";

/** A file from which a job starts a child pipeline. */
export interface Child {
  readonly file: FileId;
  /** False when the child pipeline is made of other files too, so that this one is a part of it only. */
  readonly isWhole: boolean;
}

/** The files of the project from which jobs start child pipelines with `trigger: include`; others are left out. */
export function findChildren({ jobs, triggers, folder }: Pipeline): readonly Child[] {
  const children = new Map<FileId, Child>();
  for (const name of triggers) {
    const trigger = entryOf(jobs.get(name)?.body, "trigger");
    const include = entryOf(trigger, "include");
    const items = include?.kind === "seq" ? include.items : include ? [include] : [];
    for (const item of items) {
      const path = item.kind === "map" ? entryOf(item, "local") : item;
      const isFile = path?.kind === "scalar" && isYaml(path.text) && !/[$*]|^https?:/.test(path.text);
      const file = isFile ? resolvePath(folder, path.text) : undefined;
      // A job that takes it as a whole tells more than one that joins it with others.
      if (file && !children.get(file)?.isWhole) children.set(file, { file, isWhole: items.length === 1 });
    }
  }
  return [...children.values()];
}

function entryOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === "map" ? node.entries.get(key)?.value : undefined;
}
