import { Value } from "../text/value";
import type { Word } from "./command";
import type { Environment } from "./environment";
import type { Expander } from "./expand";
import type { Ast } from "./parse";
import { type Content, isWords } from "./variables";

/** What a variable holds after an assignment. */
export function contentAfter(assignment: Ast.Assignment, expander: Expander, isTable = false): Content {
  const { name, value, append, index } = assignment;
  const before = expander.environment.variables.content(name);
  if (value.type === "ArrayValue") {
    if (isTable || before instanceof Map) return readTable(value, append ? before : new Map(), expander);
    return readArray(value, append ? before : [], expander, assignment);
  }
  const text = expander.text(value);
  if (index) return setElement(before, expander.text(index).literal, text, append === true);
  if (!append) return text;
  if (before === "unset") return text;
  return before instanceof Value ? Value.concat([before, text]) : "unknown";
}

function readArray(
  { elements }: Ast.ArrayValue,
  before: Content,
  expander: Expander,
  assignment: Ast.Assignment,
): Content {
  // `([2]=x)` leaves gaps.
  if (elements.some((element) => element.text.startsWith("["))) {
    for (const element of elements) expander.text(element);
    return "unknown";
  }
  const words = elements.flatMap((element) => expander.words(element));
  if (before === "unset") return words;
  if (isWords(before)) return [...before, ...words];
  const { source } = expander;
  const location = source.location(assignment);
  if (before instanceof Value) return [{ value: before, location, isOne: true }, ...words];
  const others = new Value([{ kind: "unknown", source: `\${${assignment.name}[@]}`, origin: location }]);
  return [{ value: others, location, isOne: false }, ...words];
}

function readTable({ elements }: Ast.ArrayValue, before: Content, expander: Expander): Content {
  const entries = before instanceof Map ? new Map(before as ReadonlyMap<string, Value>) : undefined;
  for (const element of elements) {
    const text = expander.text(element);
    const end = text.flat.indexOf("]=");
    const key = text.flat.startsWith("[") && end > 0 ? text.slice(1, end).literal : undefined;
    if (key === undefined || !entries) return "unknown";
    entries.set(key, text.slice(end + 2));
  }
  return entries ?? "unknown";
}

function setElement(before: Content, key: string | undefined, text: Value, isAppended: boolean): Content {
  if (key === undefined || isAppended) return "unknown";
  if (before instanceof Map) return new Map(before).set(key, text);
  if (!isWords(before) || !/^\d+$/.test(key) || Number(key) > before.length || !before.every((word) => word.isOne))
    return "unknown";
  const words = [...before];
  words[Number(key)] = { value: text, location: text.pieces[0]?.origin ?? before[0]!.location, isOne: true };
  return words;
}

/** True for the name of a command that declares variables. */
export function isDeclaration(name: string): boolean {
  return /^(export|local|declare|readonly|typeset)$/.test(name);
}

/** `export`, `local`, `declare -A` … with what they name. */
export class Declaration {
  flags = "";
  readonly #contents: [name: string, content: Content | undefined][] = [];
  /** True when a word may name any variable: `export $(cat env)`. */
  #isOpen = false;

  constructor(readonly name: string) {}

  /** A word behind its name. */
  add({ value, isOne }: Word): void {
    const text = value.flat;
    const name = /^([A-Za-z_]\w*)(?:$|=)/.exec(text)?.[1];
    if (name !== undefined) this.declare(name, text.length > name.length ? value.slice(name.length + 1) : undefined);
    else if (/^-\w+$/.test(text)) this.flags += text.slice(1);
    else this.#isOpen ||= !isOne;
  }

  declare(name: string, content: Content | undefined): void {
    this.#contents.push([name, content]);
  }

  run(environment: Environment): void {
    const { flags, name } = this;
    if (this.#isOpen) environment.variables.forgetAll();
    const isLocal = name === "local" || ((name === "declare" || name === "typeset") && !flags.includes("g"));
    for (const [variable, content] of this.#contents) {
      if (isLocal) environment.declareLocal(variable);
      // `-i` calculates, `-l` and `-u` change letters, `-n` makes another name or takes an export back.
      if (/[ilnu]/.test(flags)) environment.assign(variable, "unknown");
      else if (content !== undefined) environment.assign(variable, content);
      else if (flags.includes("A")) environment.assign(variable, new Map());
      else if (flags.includes("a")) environment.assign(variable, []);
      // Shells disagree on what `local NAME` leaves in it.
      else if (isLocal) environment.assign(variable, "unknown");
      if (name === "export" || flags.includes("x")) environment.variables.export(variable);
    }
  }
}
