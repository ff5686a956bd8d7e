/**
 * The files that the extension deals with, by name. No language ids: users map these files to many languages.
 * The server decides by itself what a file is; this only says which files it is told of.
 */

/** Glob patterns, as VS Code reads them. */
export const globs = {
  pipeline: "**/{.gitlab-ci,*.gitlab-ci}.{yml,yaml}",
  /** Any of these may be included by a pipeline. */
  yaml: "**/*.{yml,yaml}",
  runner: "**/config.toml",
  settings: "**/.buildah-pipelines.yml",
  containerfile:
    "**/{Containerfile,Dockerfile,Containerfile[._-]*,Dockerfile[._-]*,*.containerfile,*.dockerfile,*.Containerfile,*.Dockerfile}",
} as const;

const pipelineName = /(^|\.)gitlab-ci\.ya?ml$/;
const fragmentPath = /(^|\/)(\.?gitlab(-ci)?|\.?ci|templates)\/|(^|[./_-])(gitlab-)?ci([._-][^/]*)?$/;
const tools = /\b(buildah|podman|skopeo)\b/;
const containerfileName = /^(Containerfile|Dockerfile)([._-].+)?$|\.(containerfile|dockerfile)$/i;
const notContainerfile = /\.(md|ya?ml|dockerignore)$/;
/** `[[runners]]`, `[runners.docker]`, also indented. */
const runnerTable = /^[ \t]*\[\[?[ \t]*runners[ \t]*[.\]]/m;

/** True for `.gitlab-ci.yml` and `x.gitlab-ci.yml`; `path` has `/` between its parts. */
export function isPipelineName(path: string): boolean {
  return pipelineName.test(nameOf(path));
}

/** True for the file with a repository's settings. */
export function isSettingsName(path: string): boolean {
  return nameOf(path) === ".buildah-pipelines.yml";
}

/**
 * True for a file that pipelines may include, by its place and its text: `.gitlab/build.yml`, `templates/image.yml`.
 * @param path relative to the workspace folder
 */
export function isFragment(path: string, text: () => string): boolean {
  return /\.ya?ml$/i.test(path) && !isPipelineName(path) && fragmentPath.test(path) && tools.test(text());
}

/** True for `Containerfile`, `Dockerfile.alpine`, `app.dockerfile` and the like. */
export function isContainerfileName(path: string): boolean {
  const name = nameOf(path);
  return containerfileName.test(name) && !notContainerfile.test(name);
}

/** True for a runner's `config.toml`. Hugo's and Cargo's have the same name, so the text decides. */
export function isRunnerConfiguration(path: string, text: () => string): boolean {
  return nameOf(path) === "config.toml" && runnerTable.test(text());
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
