import { isAbsolute, join, relative, resolve } from "node:path";

/** A path as the user would write it: in the words of the argument it was found through. */
export function displayPath(path: string, given: readonly string[]): string {
  for (const argument of given) {
    const below = relative(resolve(argument), path);
    if (below === "") return argument;
    if (!below.startsWith("..") && !isAbsolute(below)) return join(argument, below);
  }
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
