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
