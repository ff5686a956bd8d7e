import picomatch from "picomatch";

/**
 * Compiles glob patterns for paths relative to a folder, with `/` between their parts. A pattern may begin with `/`; one
 * that begins with `!` takes out what the others let in.
 */
export function compileGlobs(patterns: readonly string[]): (path: string) => boolean {
  const options = { dot: true, windows: false };
  const relative = (pattern: string) => pattern.replace(/^(\.?\/)+/, "");
  const ignore = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => relative(pattern.slice(1)));
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!")).map(relative);
  return wanted.length > 0 ? picomatch(wanted, { ...options, ignore }) : () => false;
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
