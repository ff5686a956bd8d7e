/** A part of a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A file, named by its URI. Opaque to everything but the hosts and `src/workspace`. */
export type FileId = string;

/**
 * A part of a file. In a file that is kept in blocks `span` is worked out when it is asked for, so pass a location on as
 * it is: a copy made with `{...}` would lose it.
 */
export interface Location {
  readonly file: FileId;
  readonly span: Span;
  /** Makes the location of a part, between offsets that count from the start of this one; only where locations move. */
  within?(from: number, to: number): Location;
}

/** The point that the places of a block are counted from. When text in front of it changes, its document moves it. */
export interface Base {
  readonly file: FileId;
  offset: number;
}

/** A part of a file that moves with its base: what was made from a block stays right when text above the block changes. */
export class Place implements Location {
  /** @param start and `end` are counted from the base */
  constructor(
    readonly base: Base,
    readonly start: number,
    readonly end: number,
  ) {}

  get file(): FileId {
    return this.base.file;
  }

  get span(): Span {
    const { offset } = this.base;
    return { start: offset + this.start, end: offset + this.end };
  }

  within(from: number, to: number): Place {
    return new Place(this.base, this.start + from, this.start + to);
  }
}

/** The part of a location between two offsets that count from its start. It moves as the location does. */
export function placeWithin(location: Location, from: number, to: number): Location {
  if (location.within) return location.within(from, to);
  const { start } = location.span;
  return { file: location.file, span: { start: start + from, end: start + to } };
}

/** From the start of one location to the end of another in the same block. It moves as the first one does. */
export function placeBetween(first: Location, last: Location): Location {
  return placeWithin(first, 0, last.span.end - first.span.start);
}

/** Where nothing is: the place of what no file says. */
export const nowhere: Location = { file: "", span: { start: 0, end: 0 } };

/** True when both are the same part of the same file. */
export function isSameLocation(a: Location, b: Location): boolean {
  return a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;
}
