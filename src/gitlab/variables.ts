import { type Origin, originWithin, type Piece, Value } from "../text/value";
import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";

/** Variables that GitLab sets itself start with these; their values are symbols here. */
export const predefined = /^(CI|GITLAB)_\w+$/;

/** Predefined variables whose value differs from job to job (GitLab's list of predefined variables). */
export const perJob = /^CI_(JOB_|NODE_|RUNNER_|CONCURRENT_|ENVIRONMENT_|BUILDS_DIR$|REPOSITORY_URL$)/;

/** Longer values are not followed: variables of variables grow beyond all bounds. */
const maxLength = 50_000;

/** The value of one YAML variable, not expanded: a string, or `{value, expand}`. */
export interface VariableSource {
  readonly text: string;
  readonly origin: Origin;
  /** False for `expand: false`: the text is taken as it is. */
  readonly expands: boolean;
}

/** Reads an entry of `variables:`. Undefined when it cannot be known. */
export function readVariable(node: YamlNode): VariableSource | undefined {
  if (node.kind === "scalar") return { text: node.text, origin: node.origin, expands: true };
  if (node.kind !== "map" || node.open !== undefined) return undefined;
  const value = getValue(node, "value");
  if (isNothing(value)) return { text: "", origin: node.location, expands: true };
  const expand = getValue(node, "expand");
  if (value?.kind !== "scalar" || (expand && expand.kind !== "scalar")) return undefined;
  return { text: value.text, origin: value.origin, expands: expand?.text !== "false" };
}

/** The symbol for a variable that GitLab sets itself, or undefined for other names. */
export function predefinedVariable(name: string, job: string, origin: Origin): Value | undefined {
  if (!predefined.test(name)) return undefined;
  return new Value([
    perJob.test(name) ? { kind: "symbol", name, scope: job, origin } : { kind: "symbol", name, origin },
  ]);
}

/**
 * Expands `$NAME` and `${NAME}` as GitLab does: `$$` is a dollar sign, there are no modifiers, an input's
 * `$[[ … ]]` is unknown.
 * @param lookup the variable's value; undefined makes the piece unknown
 */
export function expand(text: string, origin: Origin, lookup: (name: string, at: Origin) => Value | undefined): Value {
  const pieces: Piece[] = [];
  let at = 0;
  const literal = (to: number) => {
    if (to > at)
      pieces.push({ kind: "literal", text: text.slice(at, to), origin: originWithin(origin, text.length, at, to) });
  };
  for (const match of text.matchAll(/\$\$|\$\[\[.*?\]\]|\$(\w+)|\$\{(\w+)\}/gs)) {
    literal(match.index);
    at = match.index + match[0].length;
    const place = originWithin(origin, text.length, match.index, at);
    const name = match[1] ?? match[2];
    const value = name === undefined ? undefined : lookup(name, place);
    if (match[0] === "$$") pieces.push({ kind: "literal", text: "$", origin: place });
    else if (value) pieces.push(...value.pieces);
    else
      pieces.push(
        name === undefined
          ? { kind: "unknown", source: match[0], origin: place }
          : { kind: "unknown", source: match[0], variable: name, origin: place },
      );
  }
  literal(text.length);
  return new Value(pieces);
}

/** One level of variables, the strongest first. */
export type VariableLevel =
  | MapNode
  | { readonly kind: "unknown" }
  | { readonly kind: "values"; readonly values: ReadonlyMap<string, Value> };

/** The lookup of a job's variables over its levels; the job's name is the scope of variables that differ by job. */
export function variableLookup(levels: readonly VariableLevel[], job: string): (name: string) => Value | undefined {
  const known = new Map<string, Value | undefined>();
  const visiting = new Set<string>();
  const symbol = (name: string, origin: Origin) => predefinedVariable(name, job, origin);

  function find(name: string): Value | undefined {
    for (const level of levels) {
      if (level.kind === "values") {
        const value = level.values.get(name);
        if (value) return value;
        continue;
      }
      const node = level.kind === "map" ? getValue(level, name) : undefined;
      if (level.kind === "unknown" || node?.kind === "unknown") {
        // What a part that is not read may set are hardly GitLab's own variables.
        if (predefined.test(name)) continue;
        return undefined;
      }
      if (node === undefined) continue;
      const source = readVariable(node);
      if (!source) return undefined;
      if (!source.expands) return Value.literal(source.text, source.origin);
      const value = expand(source.text, source.origin, (inner, at) => lookup(inner) ?? symbol(inner, at));
      return value.flat.length > maxLength ? undefined : value;
    }
    return symbol(name, { file: "", span: { start: 0, end: 0 } });
  }

  function lookup(name: string): Value | undefined {
    if (known.has(name)) return known.get(name);
    if (visiting.has(name)) return undefined;
    visiting.add(name);
    const value = find(name);
    visiting.delete(name);
    known.set(name, value);
    return value;
  }
  return lookup;
}
