import picomatch from "picomatch";

/** No path is longer (PATH_MAX of Linux), and picomatch throws for what is very long. */
const maxLength = 4096;

/**
 * Compiles glob patterns for paths relative to a folder, with `/` between their parts. A pattern may begin with `/`; one
 * that begins with `!` takes out what the others let in. Patterns that no path can match are left out.
 */
export function compileGlobs(patterns: readonly string[]): (path: string) => boolean {
  const clean = (all: readonly string[]) =>
    all.map((pattern) => pattern.replace(/^(\.?\/)+/, "")).filter(({ length }) => length > 0 && length <= maxLength);
  const ignore = clean(patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1)));
  const wanted = clean(patterns.filter((pattern) => !pattern.startsWith("!")));
  return wanted.length > 0 ? picomatch(wanted, { dot: true, windows: false, ignore }) : () => false;
}

/** True when a command's argument has signs of a pattern in it. */
export function isGlob(argument: string): boolean {
  return picomatch.scan(argument).isGlob;
}

/** A pattern as the folder where its matches lie, without signs of a pattern, and what their paths in it must match. */
export function splitGlob(pattern: string): { readonly base: string; readonly matches: (path: string) => boolean } {
  const { base, glob } = picomatch.scan(pattern);
  return { base, matches: picomatch(glob) };
}
