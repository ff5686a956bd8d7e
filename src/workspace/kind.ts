import { compileGlobs } from "./globs";
import { nameOf } from "./reader";

/** What a file is to this product. */
export type FileKind = "pipeline" | "runner" | "containerfile" | "configuration";

/** The name of the file with a repository's settings. */
export const configurationName = ".buildah-pipelines.yml";

/**
 * What is known beforehand of a file with a pipeline in it. `root`: GitLab reads pipelines from it. `fragment`: other
 * files include it, and none of those is at hand. `unsure`: it is a root unless its text lacks what a root must have.
 */
export type PipelineRole = "root" | "fragment" | "unsure";

/** The kind of a file by its name; undefined for files that are none of them, or only through an include. */
export function kindOf(file: string): FileKind | undefined {
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
export function kindOfNamed(file: string): FileKind {
  const name = nameOf(file);
  if (name === configurationName) return "configuration";
  if (isYaml(name)) return "pipeline";
  return /\.toml$/i.test(name) ? "runner" : "containerfile";
}

/** True for the only endings that GitLab includes (lib/gitlab/ci/config/external/file/base.rb). */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** Folders and names that people give to what their pipelines include; `templates` is where the components of a project lie. */
const fragmentPath = /(^|\/)(\.?gitlab(-ci)?|\.?ci|templates)\/|(^|[./_-])(gitlab-)?ci([._-][^/]*)?$/;

/** {@link roleOf} where globs name further roots. */
export function compileRoles(globs: readonly string[]): (path: string) => PipelineRole | undefined {
  const isNamed = compileGlobs(globs);
  return (path) => (mayBePipeline(path) && isNamed(path) ? "root" : roleOf(path));
}

/** What a file is when nobody has named it; a fragment is nothing by itself. */
export function kindOfEntry(path: string, role: PipelineRole | undefined): FileKind | undefined {
  if (role === "root" || role === "unsure") return "pipeline";
  const kind = kindOf(path);
  return kind === "pipeline" ? undefined : kind;
}

/**
 * What a file with a pipeline in it is, by its path alone; undefined where that does not tell of a pipeline.
 * @param path relative to the project's folder
 */
export function roleOf(path: string): PipelineRole | undefined {
  if (!mayBePipeline(path)) return undefined;
  if (nameOf(path) === ".gitlab-ci.yml") return "root";
  const isNamed = kindOf(path) === "pipeline";
  const telling = isNamed ? path.slice(0, path.lastIndexOf("/") + 1) : path;
  return fragmentPath.test(telling) ? "fragment" : isNamed ? "unsure" : undefined;
}

function mayBePipeline(path: string): boolean {
  return isYaml(path) && nameOf(path) !== configurationName;
}
