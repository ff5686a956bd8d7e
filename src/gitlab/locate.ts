import type { FileId } from "../text/span";
import { type Reader, resolvePath } from "../workspace/reader";
import type { IncludeSource } from "./includeItems";

/**
 * The folder of a project in which a user keeps what is included from elsewhere:
 *
 *     .buildah-pipelines/includes/project/<project's path>/<ref, or HEAD>/<file>
 *     .buildah-pipelines/includes/remote/<host>/<path>
 *     .buildah-pipelines/includes/template/<name>
 *     .buildah-pipelines/includes/component/<server>/<project's path>/<name>/<version>.yml
 *
 * The parts are as they are written in the include, variables too.
 */
const cacheFolder = ".buildah-pipelines/includes";

/** A place where an included file may be. */
export interface Candidate {
  readonly file: FileId;
  /** The project that the file belongs to, where its own includes of local files begin; undefined when it has none. */
  readonly folder: FileId | undefined;
}

/**
 * Where an included file may be, the likeliest place first.
 * @param here the project of the including file
 * @param root the project of the pipeline
 */
export function locate(
  source: IncludeSource,
  here: FileId | undefined,
  root: FileId,
  reader: Reader,
): readonly Candidate[] {
  switch (source.kind) {
    case "local":
      return isYaml(source.path) && !source.path.includes("$") ? inFolder(here, source.path) : [];
    case "project":
      if (!isYaml(source.path)) return [];
      return [
        ...inFolder(checkout(source.project, root, reader), source.path),
        ...inFolder(cached(root, "project", source.project, source.ref), source.path),
      ];
    case "remote": {
      const match = /^https?:\/\/([^/?#]+)\/([^?#]+)/.exec(source.url);
      return match ? alone(cached(root, "remote", match[1]!, match[2]!)) : [];
    }
    case "template":
      return alone(cached(root, "template", source.name));
    case "component": {
      const folder = checkout(source.project, root, reader);
      return [
        ...inFolder(folder, `templates/${source.name}.yml`),
        ...inFolder(folder, `templates/${source.name}/template.yml`),
        ...alone(cached(root, "component", source.server, source.project, source.name, `${source.version}.yml`)),
      ];
    }
    case "unknown":
      return [];
  }
}

/** The folder where a project's files are: the pipeline's own project, or another one in the workspace. */
function checkout(project: string, root: FileId, reader: Reader): FileId | undefined {
  return /^\$(CI_PROJECT_PATH|\{CI_PROJECT_PATH\})$/.test(project) ? root : reader.project?.(project);
}

/** GitLab reads no others. */
export function isYaml(path: string): boolean {
  return /.\.ya?ml$/i.test(path);
}

function inFolder(folder: FileId | undefined, path: string): Candidate[] {
  const file = folder === undefined ? undefined : resolvePath(folder, path);
  return file === undefined ? [] : [{ file, folder }];
}

function alone(file: FileId | undefined): Candidate[] {
  return file === undefined ? [] : [{ file, folder: undefined }];
}

/** A place in the folder of the user; undefined for parts that would lead out of it. */
function cached(root: FileId, ...parts: readonly string[]): FileId | undefined {
  const isInside = parts.every((part) => part !== "" && !/(^|\/)\.\.?(\/|$)|\\/.test(part));
  return isInside ? resolvePath(root, [cacheFolder, ...parts].join("/")) : undefined;
}
