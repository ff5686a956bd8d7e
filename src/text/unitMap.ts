/** A row of units that stand in the file in one way. */
interface Run {
  /** The index of its first unit. */
  readonly index: number;
  /** Where that stands. */
  readonly offset: number;
  /** 0: the units stand in the file letter by letter. Else all of them are written together, with so many letters. */
  readonly width: number;
}

/**
 * Where each UTF-16 unit of a decoded text stands in its file, counted from the start of the text's place: for text that
 * does not stand there letter by letter. Slices share the runs of the whole.
 */
export class UnitMap {
  readonly #runs: readonly Run[];
  /** The index in the runs of this map's first unit, and its offset. */
  readonly #first: number;
  readonly #zero: number;

  constructor(runs: readonly Run[], first = 0, zero = 0) {
    this.#runs = runs;
    this.#first = first;
    this.#zero = zero;
  }

  /** The offset of a unit. */
  start(index: number): number {
    const run = this.#runs[this.#find(index)]!;
    return run.offset - this.#zero + (run.width > 0 ? 0 : index + this.#first - run.index);
  }

  /** The offset behind a unit. */
  end(index: number): number {
    const run = this.#runs[this.#find(index)]!;
    return run.offset - this.#zero + (run.width > 0 ? run.width : index + this.#first - run.index + 1);
  }

  /** The map of the units `from` to `to`, counted from the start of the first of them; undefined when they stand there letter by letter. */
  slice(from: number, to: number): UnitMap | undefined {
    const at = this.#find(from);
    if (from >= to || (at === this.#find(to - 1) && this.#runs[at]!.width === 0)) return undefined;
    return new UnitMap(this.#runs, this.#first + from, this.#zero + this.start(from));
  }

  /** The index of the run that holds a unit. */
  #find(index: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#runs[middle]!.index <= index + this.#first) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Writes down where the units of a text stand while it is decoded. */
export class UnitMapBuilder {
  readonly #runs: Run[] = [];
  #length = 0;

  /** So many units stand at an offset letter by letter. */
  addLetters(count: number, offset: number): void {
    if (count === 0) return;
    const last = this.#runs.at(-1);
    const isNext = last?.width === 0 && last.offset + this.#length - last.index === offset;
    if (!isNext) this.#runs.push({ index: this.#length, offset, width: 0 });
    this.#length += count;
  }

  /** So many units are written with `width` letters at an offset. */
  addTogether(count: number, offset: number, width: number): void {
    if (count === 0) return;
    this.#runs.push({ index: this.#length, offset, width });
    this.#length += count;
  }

  build(): UnitMap {
    return new UnitMap(this.#runs);
  }
}
