import { getValue, isNothing, type YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";

/** What one inclusion of a file gives to its `$[[ … ]]`. */
export interface Inputs {
  /** `inputs.NAME`; undefined when there may be such an input but nothing is known of it. */
  readonly input: (name: string) => Input | undefined;
  /** `component.NAME`, as far as the include tells. */
  readonly component: ReadonlyMap<string, YamlNode>;
}

/** The value of an input. */
export interface Input {
  /** Where it is given, else the default. Undefined when not known. */
  readonly value: YamlNode | undefined;
  /** True when it is a text, a number or a boolean, whatever its value. */
  readonly isScalar: boolean;
}

/**
 * Reads the inputs that a file's header declares.
 * @param given the `inputs:` of the include. Undefined: the file is none, and its inputs have their defaults.
 *   "anything": it is read by itself but is made to be included, so that nothing is known of them
 */
export function readInputs(
  { header }: YamlFile,
  given: YamlNode | "anything" | undefined,
  component: ReadonlyMap<string, YamlNode> = new Map(),
): Inputs {
  const spec = header?.kind === "map" ? getValue(header, "spec") : undefined;
  const declared = spec?.kind === "map" ? getValue(spec, "inputs") : undefined;
  const input = (name: string): Input | undefined => {
    const declaration = declared?.kind === "map" ? declared.entries.get(name)?.value : undefined;
    if (!declaration) return undefined;
    const type = declaration.kind === "map" ? getValue(declaration, "type") : undefined;
    const isScalar = isNothing(type) || (type!.kind === "scalar" && /^(string|number|boolean)$/.test(type!.text));
    return { value: givenOrDefault(name, declaration, given), isScalar };
  };
  return { input, component };
}

function givenOrDefault(
  name: string,
  declaration: YamlNode,
  given: YamlNode | "anything" | undefined,
): YamlNode | undefined {
  if (given === "anything" || (given && given.kind !== "map" && !isNothing(given))) return undefined;
  const own = given?.kind === "map" ? getValue(given, name) : undefined;
  if (!isNothing(own)) return own;
  return declaration.kind === "map" ? declaration.entries.get("default")?.value : undefined;
}
