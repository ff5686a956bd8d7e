import { nowhere } from "../text/span";
import { fitted, type Origin, originWithin, type Piece, Value } from "../text/value";
import { getValue, isNothing, type ScalarNode, type YamlNode } from "../yaml/node";
import { booleanOf, scalarText } from "../yaml/scalarType";
import type { Condition } from "./conditions/condition";
import type { VariableLevelName, VariableOrigin } from "./pipeline";
import { rewrite } from "./rewrite";
import type { VariableLevel } from "./variableLevels";

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
  if (node.kind === "scalar") return sourceOf(node, true);
  if (node.kind !== "map" || node.open !== undefined) return undefined;
  const value = getValue(node, "value");
  if (isNothing(value)) return { text: "", origin: node.location, expands: true };
  const expand = getValue(node, "expand");
  if (value?.kind !== "scalar" || (expand && expand.kind !== "scalar")) return undefined;
  return sourceOf(value, !expand || booleanOf(expand) !== false);
}

function sourceOf(node: ScalarNode, expands: boolean): VariableSource | undefined {
  const text = scalarText(node);
  if (text === undefined) return undefined;
  const { origin } = text === node.text ? node : rewrite(node, [{ from: 0, to: node.text.length, text }]);
  return { text, origin, expands };
}

/** The symbol for a variable that GitLab sets itself, or undefined for other names. */
export function predefinedVariable(name: string, job: string, origin: Origin): Value | undefined {
  if (!predefined.test(name)) return undefined;
  return new Value([
    perJob.test(name) ? { kind: "symbol", name, scope: job, origin } : { kind: "symbol", name, origin },
  ]);
}

/**
 * Expands `$NAME`, `${NAME}` and `%NAME%` as GitLab does (lib/gitlab/ci/variables/collection.rb): `$$` is a dollar sign,
 * there are no modifiers, an input's `$[[ … ]]` is unknown.
 * @param lookup the variable's value; undefined makes the piece unknown
 */
export function expand(text: string, origin: Origin, lookup: (name: string, at: Origin) => Value | undefined): Value {
  const pieces: Piece[] = [];
  let at = 0;
  const literal = (to: number) => {
    if (to > at)
      pieces.push({ kind: "literal", text: text.slice(at, to), origin: originWithin(origin, text.length, at, to) });
    at = to;
  };
  for (const match of text.matchAll(
    /\$\$|%%|\$\[\[.{0,1000}?\]\]|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}|%([A-Za-z_]\w*)%/gs,
  )) {
    const end = match.index + match[0].length;
    const place = originWithin(origin, text.length, match.index, end);
    const variable = match[1] ?? match[2] ?? match[3];
    const value = variable === undefined ? undefined : lookup(variable, place);
    // GitLab leaves what it does not know as it is, and per cent signs mean nothing to who reads it next.
    if (match[0].startsWith("%") && !value) continue;
    literal(match.index);
    at = end;
    if (match[0] === "$$") pieces.push({ kind: "literal", text: "$", origin: place });
    else if (value) pieces.push(...value.pieces);
    else if (variable === undefined) pieces.push({ kind: "unknown", source: match[0], origin: place });
    else pieces.push({ kind: "unknown", source: match[0], variable, origin: place });
  }
  literal(text.length);
  return new Value(fitted(pieces));
}

/** What a level says of a variable. */
interface Found {
  readonly level: VariableLevelName;
  readonly node: YamlNode;
  readonly source: VariableSource;
}

/** Looks up the variables of a job instance. */
export interface VariableLookup {
  readonly value: (name: string) => Value | undefined;
  readonly origin: (name: string) => VariableOrigin | undefined;
}

/**
 * The lookup of a job's variables over its levels, the strongest first.
 * @param scope the instance's name: what variables that differ from job to job belong to
 * @param fallback values that GitLab sets itself
 * @param condition where the job is in the pipeline
 * @param overridden variables that the project sets too: what the files say of them does not count
 */
export function variableLookup(
  levels: readonly VariableLevel[],
  scope: string,
  fallback: ReadonlyMap<string, Value>,
  condition: () => Condition,
  overridden: ReadonlySet<string>,
): VariableLookup {
  const known = new Map<string, Value | undefined>();
  const visiting = new Set<string>();
  const own = (name: string, origin: Origin) =>
    overridden.has(name) ? undefined : (fallback.get(name) ?? predefinedVariable(name, scope, origin));

  /** The level that sets a variable, and what it says. Unknown where it may be one thing or another. */
  function find(name: string): Found | "unknown" | undefined {
    if (overridden.has(name)) return "unknown";
    const found: Found[] = [];
    let isSet = false;
    for (const level of levels) {
      // What a part that is not read may set are hardly GitLab's own variables.
      const nodes = level
        .get(name, condition)
        .map((node) => (node?.kind === "unknown" && predefined.test(name) ? undefined : node));
      for (const node of nodes) {
        const source = node && readVariable(node);
        if (node && !source) return "unknown";
        if (source) found.push({ level: level.name, node: node!, source });
      }
      isSet = !nodes.includes(undefined);
      if (isSet) break;
    }
    const [first] = found;
    const isSame = found.every(
      ({ source: { text, expands } }) => text === first!.source.text && expands === first!.source.expands,
    );
    return first && !(isSet && isSame) ? "unknown" : first;
  }

  function read(name: string): Value | undefined {
    const found = find(name);
    if (!found) return own(name, nowhere);
    if (found === "unknown") return undefined;
    const { source } = found;
    if (!source.expands) return Value.literal(source.text, source.origin);
    const value = expand(source.text, source.origin, (inner, at) => lookup(inner) ?? own(inner, at));
    return value.flat.length > maxLength ? undefined : value;
  }

  function lookup(name: string): Value | undefined {
    if (known.has(name)) return known.get(name);
    if (visiting.has(name)) return undefined;
    visiting.add(name);
    const value = read(name);
    visiting.delete(name);
    known.set(name, value);
    return value;
  }

  return {
    value: lookup,
    origin: (name) => {
      const found = find(name);
      if (!found || found === "unknown") return undefined;
      const { level, node, source } = found;
      return { level, node, location: source.origin };
    },
  };
}
