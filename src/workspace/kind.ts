import type { FileId } from "../text/span";
import { nameOf } from "./reader";

/** What a file is to this product. */
export type FileKind = "pipeline" | "runner" | "containerfile" | "configuration";

/** The name of the file with a repository's settings. */
export const configurationName = ".buildah-pipelines.yml";

/** The kind of a file by its name; undefined for files that are none of them, or only through an include. */
export function kindOf(file: FileId): FileKind | undefined {
  const name = nameOf(file);
  if (/(^|\.)gitlab-ci\.ya?ml$/.test(name)) return "pipeline";
  if (name === "config.toml") return "runner";
  if (name === configurationName) return "configuration";
  if (
    /^(Containerfile|Dockerfile)([._-].+)?$|\.(containerfile|dockerfile)$/i.test(name) &&
    !/\.(md|ya?ml|dockerignore)$/.test(name)
  ) {
    return "containerfile";
  }
  return undefined;
}

/** The kind of a file that a person named: YAML is a pipeline, TOML a runner's configuration, anything else a Containerfile. */
export function kindOfNamed(file: FileId): FileKind {
  const name = nameOf(file);
  if (/\.ya?ml$/i.test(name)) return "pipeline";
  return /\.toml$/i.test(name) ? "runner" : "containerfile";
}
