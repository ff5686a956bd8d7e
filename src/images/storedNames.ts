import { formatReference, type Reference } from "../buildah/reference";
import type { Content, ListContent, ListItem } from "./content";
import type { ImageEvent } from "./event";
import { conditional, type Problem, unknown } from "./problem";

/** A list while commands change it. */
export interface GrowingList extends ListContent {
  items: ListItem[];
  readonly problems: Problem[];
}

/** What one or more names of the storage stand for. */
export interface Stored {
  readonly content: Exclude<Content, ListContent> | GrowingList;
  /** Why it may be something else. */
  readonly problems: readonly Problem[];
  /** The doubts from this one on are about it too. */
  readonly since: number;
}

/** The names of a local storage and what they stand for. */
export class StoredNames {
  readonly #names = new Map<string, { readonly name: Reference; readonly stored: Stored }>();
  /** What may have changed any image, in order. */
  readonly #doubts: Problem[] = [];
  /** Why there may be more names than are known here. */
  #open: Problem | undefined;

  /** The names that there are. */
  get all(): readonly Reference[] {
    return [...this.#names.values()].flatMap(({ name, stored }) => (stored.content.kind === "absent" ? [] : [name]));
  }

  find(reference: Reference): Stored {
    const { key, name, digest, transport } = reference;
    const isLocal = transport === undefined || transport === "containers-storage";
    // An image may also be named by its id.
    if (key === undefined || !isLocal || digest || /^[0-9a-f]{12,64}$/.test(name.flat)) {
      const problem = unknown(`Which image ${formatReference(reference)} means is not known`, reference.location);
      return this.store({ kind: "unknown", problem });
    }
    const found = this.#names.get(key)?.stored ?? this.#findShort(key);
    return found ?? this.store(this.#open ? { kind: "unknown", problem: this.#open } : { kind: "absent", others: [] });
  }

  /** What a name certainly stands for. */
  look(reference: Reference): Content {
    const stored = this.find(reference);
    const [problem] = this.problemsOf(stored);
    if (problem) return { kind: "unknown", problem };
    return stored.content.kind === "absent" ? { ...stored.content, others: this.all } : stored.content;
  }

  findList(list: Reference): GrowingList | undefined {
    const { content } = this.find(list);
    return content.kind === "list" ? content : undefined;
  }

  /** A short name finds an image of that name from any registry (containers/common, libimage). */
  #findShort(key: string): Stored | undefined {
    if (!key.startsWith("localhost/")) return undefined;
    const end = key.slice("localhost".length);
    for (const [other, { stored }] of this.#names) if (other.endsWith(end)) return stored;
    return undefined;
  }

  store(content: Stored["content"]): Stored {
    return { content, problems: [], since: this.#doubts.length };
  }

  /** Why what is stored may be something else. */
  problemsOf({ problems, since }: Stored): readonly Problem[] {
    // Of the doubts one is enough.
    return [...problems, ...this.#doubts.slice(since, since + 1)];
  }

  /** @param isCertain false when it is not known whether the name is put */
  put(name: Reference, stored: Stored, isCertain: boolean): void {
    if (name.key === undefined) this.widenBy(name);
    else this.#names.set(name.key, { name, stored: isCertain ? stored : this.#perhaps(name, stored) });
  }

  remove(name: Reference, isCertain: boolean, removedBy: ImageEvent): void {
    if (name.key !== undefined) this.put(name, this.store({ kind: "absent", others: [], removedBy }), isCertain);
  }

  #perhaps(name: Reference, stored: Stored): Stored {
    const problem = conditional(`What ${formatReference(name)} stands for depends on a condition`, name.location);
    if (this.find(name).content.kind === "absent") return { ...stored, problems: [...stored.problems, problem] };
    return this.store({ kind: "unknown", problem });
  }

  /** Takes note that there may be other names. */
  widen(problem: Problem): void {
    this.#open ??= problem;
  }

  widenBy(name: Reference): void {
    this.widen(unknown(`Which name ${formatReference(name)} is in the storage is not known`, name.location));
  }

  /** Takes note that any name may be there and may stand for something else from now on. */
  doubt(problem: Problem): void {
    this.widen(problem);
    this.#doubts.push(problem);
  }
}
