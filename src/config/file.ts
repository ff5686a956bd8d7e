import type { FileId } from "../text/span";
import { parseYaml, type YamlFile } from "../yaml/parse";
import { type ConfigProblem, checkNode } from "./check";
import type { Schema } from "./schema";
import type { Settings } from "./settings";

/** A file of settings. */
export interface ConfigFile {
  readonly yaml: YamlFile;
  /** What is right in it. */
  readonly settings: Settings;
  readonly problems: readonly ConfigProblem[];
}

/** Reads a file of settings. It never throws: what is wrong is left out and told in `problems`. */
export function readConfigFile(file: FileId, text: string, schema: Schema): ConfigFile {
  const yaml = parseYaml(file, text);
  const problems: ConfigProblem[] = yaml.problems.map(({ message, location }) => ({
    message: `This is not valid YAML: ${message}`,
    location,
  }));
  const settings = yaml.root && checkNode(yaml.root, schema, "the file", problems);
  return { yaml, settings: (settings ?? {}) as Settings, problems };
}

/** Reads settings that come as JSON, from an editor; what is wrong in them is left out. */
export function readSettings(value: unknown, schema: Schema): Settings {
  // Every JSON text is YAML.
  return readConfigFile("", JSON.stringify(value ?? {}), schema).settings;
}
