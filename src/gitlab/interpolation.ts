import type { Location } from "../text/span";
import { locationWithin } from "../text/value";
import { type Entry, type MapNode, type ScalarNode, type SeqNode, unknownNode, type YamlNode } from "../yaml/node";
import type { Input, Inputs } from "./inputs";
import { applyFunctions, type Result, writeValue } from "./interpolationFunctions";
import { type Part, rewrite } from "./rewrite";

/** `$[[ … ]]` (lib/gitlab/ci/config/interpolation/template.rb). Longer ones are not looked for: the time must not grow with the square of a text. */
const block = /\$\[\[\s{0,100}(\S.{0,1000}?\S)\s{0,100}\]\]/g;

/** GitLab takes no more functions in one block. */
const maxFunctions = 3;

/** True for a text in which a part is still to be put in: it is not known, or GitLab does it later. */
export function isTemplate(text: string): boolean {
  return text.includes("$[[");
}

/**
 * Puts the inputs of one inclusion into a file's tree, keys included. A value that is nothing but `$[[ … ]]` becomes the
 * input's own value, whatever it is; within a text it becomes text, whose place is that of the `$[[ … ]]`. What is not
 * known stays as it is written, or becomes unknown where it may be anything but a text. What does not change is shared.
 * @param refuse is told of blocks that GitLab refuses
 */
export function interpolate(root: YamlNode, inputs: Inputs, refuse: Refuse = () => {}): YamlNode {
  return new Interpolator(inputs, refuse).node(root);
}

/** Is told why GitLab refuses a block, in its words. */
type Refuse = (message: string, block: Location) => void;

class Interpolator {
  /** Aliases share nodes. */
  readonly #done = new Map<YamlNode, YamlNode>();

  constructor(
    readonly inputs: Inputs,
    readonly refuse: Refuse,
  ) {}

  node(node: YamlNode): YamlNode {
    if (node.kind === "scalar") return isTemplate(node.text) ? this.#value(node) : node;
    if (node.kind !== "seq" && node.kind !== "map") return node;
    let done = this.#done.get(node);
    if (!done) {
      done = node.kind === "seq" ? this.#seq(node) : this.#map(node);
      this.#done.set(node, done);
    }
    return done;
  }

  #seq(node: SeqNode): SeqNode {
    const items = node.items.map((item) => this.node(item));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }

  #map(node: MapNode): MapNode {
    const entries = new Map<string, Entry>();
    let { open } = node;
    let isSame = true;
    for (const [name, entry] of node.entries) {
      const key = isTemplate(name) ? this.#text(entry.key) : entry.key;
      const value = this.node(entry.value);
      if (isTemplate(key.text)) open ??= `its key ${key.text} is made from an input`;
      const isOwn = key === entry.key && value === entry.value;
      isSame &&= isOwn;
      entries.set(key.text, isOwn ? entry : { key, value });
    }
    if (isSame && open === node.open) return node;
    return open === undefined ? { ...node, entries } : { ...node, entries, open };
  }

  /** A value, which may be replaced by one of another kind. */
  #value(node: ScalarNode): YamlNode {
    const [match] = node.text.matchAll(block);
    if (!match || match[0] !== node.text) return this.#text(node);
    const found = this.#find(match[1]!, node.origin);
    if (found === "later") return node;
    return found?.value ?? (found?.isScalar ? node : unknownNode(`${match[0]} is not known`, node.location));
  }

  #text(node: ScalarNode): ScalarNode {
    const parts: Part[] = [];
    let at = 0;
    for (const match of node.text.matchAll(block)) {
      const end = match.index + match[0].length;
      const found = this.#find(match[1]!, locationWithin(node.origin, node.text.length, match.index, end));
      const text = found === "later" || !found?.value ? undefined : writeValue(found.value);
      if (text === undefined) continue;
      parts.push({ from: at, to: match.index }, { from: match.index, to: end, text });
      at = end;
    }
    if (parts.length === 0) return node;
    parts.push({ from: at, to: node.text.length });
    return rewrite(node, parts);
  }

  /** The value of `inputs.x | function | …`; "later" for what GitLab replaces when it expands matrices. */
  #find(expression: string, at: Location): Input | "later" | undefined {
    const [access = "", ...functions] = expression.split("|").map((part) => part.trim());
    const [context, name, ...others] = access.split(".");
    if (context === "matrix") return "later";
    if (name === undefined || others.length > 0) return undefined;
    if (context === "component") return { value: this.inputs.component.get(name), isScalar: true };
    const found = context === "inputs" ? this.inputs.input(name) : undefined;
    if (!found) {
      if (context === "inputs" && this.inputs.isWhole) this.refuse(`unknown interpolation key: \`${name}\``, at);
      return undefined;
    }
    if (functions.length === 0) return found;
    const result: Result =
      functions.length > maxFunctions
        ? { refusal: "too many functions in interpolation block" }
        : applyFunctions(found.value, functions);
    if ("value" in result) return { value: result.value, isScalar: found.isScalar && !functions.some(isSplit) };
    this.refuse(result.refusal, at);
    return { ...found, value: undefined };
  }
}

function isSplit(expression: string): boolean {
  return expression.startsWith("split");
}
