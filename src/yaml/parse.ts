import type { FileId } from "../text/span";
import { YamlDocument, type YamlFile } from "./document";

export type { YamlFile } from "./document";

/** Parses a file of GitLab CI YAML once. */
export function parseYaml(file: FileId, text: string): YamlFile {
  return new YamlDocument(file, text);
}
