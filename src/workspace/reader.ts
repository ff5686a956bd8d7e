import { URI, Utils } from "vscode-uri";
import type { FileId } from "../text/span";

/** What a host knows of a file: its text, that it is not there, or nothing yet. */
export type FileState =
  | { readonly kind: "loaded"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unread" };

/** What a host knows of the files that match a pattern. */
export type Listing = { readonly kind: "loaded"; readonly files: readonly FileId[] } | { readonly kind: "unread" };

/**
 * The files as the model sees them at one moment. It reads synchronously from what the host has loaded and notes what
 * it lacked: the host loads that and asks the model again.
 */
export interface Reader {
  /** The state of a file. */
  readonly read: (file: FileId) => FileState;
  /** The files below `folder` whose path matches a glob pattern of GitLab's `include:local`. */
  readonly list: (folder: FileId, pattern: string) => Listing;
  /**
   * The workspace folder with a working copy of a project, by the project's path on GitLab (`group/ci`). It has the
   * commit that is checked out, whichever that is. Undefined when there is none, or none is known yet.
   */
  readonly project?: (path: string) => FileId | undefined;
}

/** The file at a path below a folder, `/` between parts; undefined when the path leaves the folder. */
export function resolvePath(folder: FileId, path: string): FileId | undefined {
  // Half of a pair of surrogates is no text, and no URI can hold it.
  if (/\p{Surrogate}/u.test(path)) return undefined;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length > 0 ? Utils.joinPath(URI.parse(folder), ...parts).toString() : undefined;
}

/** The folder that holds a file. */
export function folderOf(file: FileId): FileId {
  return Utils.dirname(URI.parse(file)).toString();
}

/** The last part of a file's path. */
export function nameOf(file: FileId): string {
  return Utils.basename(URI.parse(file));
}
