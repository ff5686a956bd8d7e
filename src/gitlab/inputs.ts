import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";

/** What one inclusion of a file gives to its `$[[ … ]]`. */
export interface Inputs {
  /** `inputs.NAME`; undefined when there may be such an input but nothing is known of it. */
  readonly input: (name: string) => Input | undefined;
  /** True when the header tells all inputs that there are. */
  readonly isWhole: boolean;
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

/** The `inputs:` of an include. Undefined: the file is none. "anything": it is read by itself but is made to be included. */
export type Given = YamlNode | "anything" | undefined;

/**
 * Reads the inputs that a file's header declares.
 * @param given where the file is not included its inputs have their defaults; where it may be nothing is known of them
 */
export function readInputs(file: YamlFile, given: Given, component: ReadonlyMap<string, YamlNode> = new Map()): Inputs {
  const declared = readDeclared(file);
  const input = (name: string): Input | undefined => {
    const declaration = declared?.inputs.entries.get(name)?.value;
    if (!declaration) return undefined;
    const type = declaration.kind === "map" ? getValue(declaration, "type") : undefined;
    const isScalar = isNothing(type) || (type!.kind === "scalar" && /^(string|number|boolean)$/.test(type!.text));
    return { value: givenOrDefault(name, declaration, given), isScalar };
  };
  return { input, isWhole: declared?.isWhole ?? false, component };
}

/** The inputs that a file declares, and whether there can be no others; undefined where it declares none. */
export function readDeclared({
  header,
}: YamlFile): { readonly inputs: MapNode; readonly isWhole: boolean } | undefined {
  const spec = header?.kind === "map" ? getValue(header, "spec") : undefined;
  const inputs = spec?.kind === "map" ? getValue(spec, "inputs") : undefined;
  if (spec?.kind !== "map" || inputs?.kind !== "map") return undefined;
  // Others may come from files that the header includes.
  return { inputs, isWhole: inputs.open === undefined && !spec.entries.has("include") };
}

function givenOrDefault(name: string, declaration: YamlNode, given: Given): YamlNode | undefined {
  if (given === "anything" || (given && given.kind !== "map" && !isNothing(given))) return undefined;
  const own = given?.kind === "map" ? getValue(given, name) : undefined;
  if (!isNothing(own)) return own;
  // Rules choose another default.
  if (declaration.kind !== "map" || declaration.entries.has("rules")) return undefined;
  return declaration.entries.get("default")?.value;
}
