/** A part of a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A file, named by its URI. Opaque to everything but the hosts and `src/workspace`. */
export type FileId = string;

/** A part of a file. */
export interface Location {
  readonly file: FileId;
  readonly span: Span;
}

/** Where nothing is: the place of what no file says. */
export const nowhere: Location = { file: "", span: { start: 0, end: 0 } };

/** True when both are the same part of the same file. */
export function isSameLocation(a: Location, b: Location): boolean {
  return a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;
}
