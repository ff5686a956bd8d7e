import type { ScalarNode, YamlNode } from "../yaml/node";
import { booleanOf, scalarText } from "../yaml/scalarType";

/** A value as JSON has it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * What stands in a report for a value that cannot be known. In a mapping that is known in part, the key stands beside
 * the others; no keyword and no variable of GitLab begins with `$`.
 */
export function unknown(reason: string): { readonly $unknown: string } {
  return { $unknown: reason };
}

/** A YAML value as JSON has it. */
export function toPlain(node: YamlNode): Plain {
  switch (node.kind) {
    case "scalar":
      return plainScalar(node);
    case "seq":
      return node.items.map(toPlain);
    case "map": {
      const entries = [...node.entries].map(([key, { value }]) => [key, toPlain(value)] as const);
      return { ...Object.fromEntries(entries), ...(node.open === undefined ? {} : unknown(node.open)) };
    }
    case "reference":
      return unknown("the reference is not resolved");
    case "unknown":
      return unknown(node.reason);
  }
}

function plainScalar(scalar: ScalarNode): Plain {
  if (scalar.type === "null") return null;
  const number = scalar.type === "number" ? Number(scalarText(scalar)) : Number.NaN;
  return booleanOf(scalar) ?? (Number.isNaN(number) ? scalar.text : number);
}
