import type { Entry, YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import type { Content } from "./content";
import type { Included } from "./includes";

/** What is another than the last time. */
export interface Changes {
  /** The names of entries that have changed, appeared or gone. */
  readonly names: ReadonlySet<string>;
  /** False when the entries may stand in another order. */
  readonly isOrdered: boolean;
}

/** Tells what has changed in a pipeline's content since the last time. */
export class ChangeFinder {
  #seen = new Map<string, Entry>();
  #order: Content["entries"] = this.#seen;
  /** The file whose own entries the content is: that tells itself what has changed. */
  #only: { readonly file: YamlFile; readonly revision: number } | undefined;

  /** @param content what was made of the included files */
  find({ files }: Included, { entries }: Content): Changes {
    const [file] = files.size === 1 ? files.values() : [];
    const isOwn = file?.root?.kind === "map" && file.root.entries === entries;
    const told = isOwn && this.#only?.file === file ? file.changedSince(this.#only.revision) : undefined;
    const names =
      told ?? new Set([...this.#seen.keys(), ...entries.keys()].filter((name) => this.#differs(name, entries)));
    const isOrdered = entries === this.#order ? told !== undefined : isSameOrder(this.#order, entries);
    this.#only = isOwn ? { file, revision: file.revision } : undefined;
    this.#order = entries;
    // The entries of a file that is being edited are changed in place, so what was seen is a copy.
    for (const name of names) {
      const entry = entries.get(name);
      if (entry) this.#seen.set(name, entry);
      else this.#seen.delete(name);
    }
    return { names, isOrdered };
  }

  #differs(name: string, entries: Content["entries"]): boolean {
    const [before, after] = [this.#seen.get(name), entries.get(name)];
    return before !== after && !(before && after && before.key === after.key && isSame(before.value, after.value));
  }
}

function isSameOrder(a: Content["entries"], b: Content["entries"]): boolean {
  if (a.size !== b.size) return false;
  const names = b.keys();
  for (const name of a.keys()) if (names.next().value !== name) return false;
  return true;
}

/** True for values that were made anew of the same parts. */
function isSame(a: YamlNode, b: YamlNode): boolean {
  if (a === b) return true;
  if (a.kind === "unknown") return b.kind === "unknown" && a.reason === b.reason;
  if (a.kind !== "map" || b.kind !== "map") return false;
  if (a.open !== b.open || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([name, { key, value }]) => {
    const other = b.entries.get(name);
    return other?.key === key && isSame(value, other.value);
  });
}
