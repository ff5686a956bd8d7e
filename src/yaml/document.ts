import { LineIndex, type Lines } from "../text/lineIndex";
import type { FileId } from "../text/span";
import type { Block } from "./block";
import { BlockLines } from "./blockLines";
import { NodeSizes } from "./draft";
import type { YamlNode, YamlProblem } from "./node";
import { type Recut, recut } from "./recut";
import { differingKeys, isReadable, Section } from "./section";
import { readWhole } from "./whole";

/** A parsed file. It never throws; what could not be read is in `problems`. */
export interface YamlFile {
  readonly file: FileId;
  readonly text: string;
  readonly lines: Lines;
  /** The content: the last document, for GitLab puts a `spec:` header into one of its own before it. */
  readonly root: YamlNode | undefined;
  /** The document with `spec:`, if there is one. */
  readonly header: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  /** Counts the changes of the text. */
  readonly revision: number;
  /**
   * The keys at the top level whose entries have changed, appeared or gone since a revision; undefined when that cannot
   * be said and everything may have changed. Only the last change is remembered.
   */
  changedSince(revision: number): ReadonlySet<string> | undefined;
}

/** Longer texts are not read: UTF-16 units. */
const maxLength = 10_000_000;

/** One YAML document of the file; its blocks begin at `start`. */
interface Part {
  start: number;
  readonly section: Section;
}

/**
 * A file that is being edited. It is kept as blocks, one for each top-level key, and a change of the text parses only the
 * blocks that it touches: the entries of all others stay the same objects, and their places move with them. It is live:
 * it has one state, that of the text it was given last, and `root.entries` may be changed in place.
 */
export class YamlDocument implements YamlFile {
  text = "";
  lines: Lines = new LineIndex("");
  root: YamlNode | undefined;
  header: YamlNode | undefined;
  problems: readonly YamlProblem[] = [];
  revision = 0;
  readonly #blocks: Block[] = [];
  /** Undefined when the text cannot be read block by block. */
  #parts: readonly Part[] | undefined;
  #changed: ReadonlySet<string> | undefined;
  readonly #sizes = new NodeSizes();

  constructor(
    readonly file: FileId,
    text: string,
  ) {
    this.#take(text);
  }

  /** Takes the file's new text. */
  update(text: string): void {
    if (text === this.text) return;
    this.revision++;
    const { root, header } = this;
    const changed = this.#take(text);
    this.#changed = undefined;
    if (root?.kind !== "map" || this.root?.kind !== "map") return;
    if (root.open !== this.root.open || header !== this.header) return;
    this.#changed = root === this.root ? new Set() : (changed ?? differingKeys(root.entries, this.root.entries));
  }

  changedSince(revision: number): ReadonlySet<string> | undefined {
    if (revision === this.revision) return new Set();
    return revision === this.revision - 1 ? this.#changed : undefined;
  }

  /** Returns the keys that have changed where only one document of the file had to be looked at. */
  #take(text: string): ReadonlySet<string> | undefined {
    if (text.length > maxLength) {
      this.#refuse(text);
      return undefined;
    }
    const change = recut(this.file, this.#blocks, this.text, text);
    this.text = text;
    this.lines = text === "" ? new LineIndex("") : new BlockLines(this.#blocks);
    const changed = this.#patch(change);
    if (!changed) this.#read();
    return changed;
  }

  #refuse(text: string): void {
    this.text = text;
    this.#blocks.length = 0;
    this.#parts = undefined;
    this.lines = new LineIndex(text);
    const message = `The file is longer than ${maxLength / 1_000_000} million characters and is not read.`;
    this.#show([], [{ message, location: { file: this.file, span: { start: 0, end: 0 } } }]);
  }

  /** Takes changed blocks over into the document that all of them are in; undefined when they are not all in one. */
  #patch(change: Recut): ReadonlySet<string> | undefined {
    const { at, count, blocks, removed, added } = change;
    const parts = this.#parts;
    if (!parts) return undefined;
    // Other comments at the beginning change nothing.
    if (count === blocks.length && [...removed, ...added].every(({ kind }) => kind === "gap")) return new Set();
    const index = parts.findIndex(({ start, section }) => at >= start && at + count <= start + section.blocks.length);
    const part = parts[index];
    if (!part || ![...removed, ...added].every(({ kind }) => kind === "entry")) return undefined;
    const changed = part.section.update(change, part.start);
    // Without blocks there may be no document any more.
    if (!changed || part.section.blocks.length === 0) return undefined;
    for (const behind of parts.slice(index + 1)) behind.start += blocks.length - count;
    this.#showSections(parts);
    return changed;
  }

  /** Reads all blocks, or the text as a whole where it cannot be read in blocks. */
  #read(): void {
    const ranges = rangesOf(this.#blocks);
    const isInBlocks = ranges?.every(([start, end]) => isReadable(this.#blocks.slice(start, end)));
    if (ranges && isInBlocks) {
      this.#parts = ranges.map(([start, end]) => {
        return { start, section: new Section(this.#blocks.slice(start, end), this.#sizes) };
      });
      this.#showSections(this.#parts);
    } else {
      this.#parts = undefined;
      const { roots, problems } = readWhole(this.file, this.text, this.#sizes);
      this.#show(roots, problems);
    }
  }

  #showSections(parts: readonly Part[]): void {
    this.#show(
      parts.map(({ section }) => section.root),
      parts.flatMap(({ section }) => section.problems),
    );
  }

  #show(roots: readonly (YamlNode | undefined)[], problems: readonly YamlProblem[]): void {
    const [first, second] = roots;
    const hasHeader = roots.length > 1 && first?.kind === "map" && first.entries.has("spec");
    this.root = hasHeader ? second : first;
    this.header = hasHeader ? first : undefined;
    this.problems = problems;
  }
}

/** The first and the last block of each YAML document; undefined when there is a block that cannot be read by itself. */
function rangesOf(blocks: readonly Block[]): (readonly [start: number, end: number])[] | undefined {
  const ranges: (readonly [number, number])[] = [];
  let start = 0;
  let hasMarker = false;
  for (const [index, { kind }] of blocks.entries()) {
    if (kind === "other") return undefined;
    if (kind === "gap") start = index + 1;
    if (kind !== "marker") continue;
    // What stands before the first marker is no document when it is empty.
    if (hasMarker || index > start) ranges.push([start, index]);
    hasMarker = true;
    start = index + 1;
  }
  if (hasMarker || blocks.length > start) ranges.push([start, blocks.length]);
  return ranges;
}
