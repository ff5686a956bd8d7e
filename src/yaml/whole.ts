import type { FileId } from "../text/span";
import { type NodeSizes, resolvePart, Scope } from "./draft";
import { convertDocument, readText } from "./library";
import type { YamlNode, YamlProblem } from "./node";

/** Reads a text that cannot be read in blocks. */
export function readWhole(
  file: FileId,
  text: string,
  sizes: NodeSizes,
): { readonly roots: readonly (YamlNode | undefined)[]; readonly problems: readonly YamlProblem[] } {
  const base = { file, offset: 0 };
  const { documents, problems } = readText(base, text);
  const scopes: Scope[] = [];
  const roots = documents.map((document) => {
    const scope = new Scope(() => undefined, sizes);
    scopes.push(scope);
    const part = convertDocument(base, text, document);
    return part && resolvePart(part, scope);
  });
  return { roots, problems: [...problems, ...scopes.flatMap((scope) => scope.problems)] };
}
