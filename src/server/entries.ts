import { type Entry, projectFolder } from "../features/analysis";
import type { FileId } from "../text/span";
import { compileRoles, kindOf, kindOfEntry, type PipelineRole, roleOf } from "../workspace/kind";
import { nameOf } from "../workspace/reader";
import { isWithin } from "../workspace/snapshot";

/** A folder, and the globs of its further entry files (the setting `files`). */
export interface SearchedFolder {
  readonly uri: FileId;
  readonly files: readonly string[];
}

/** Searches a disk. */
export interface FileFinder {
  /**
   * The files below a folder for which `accepts` holds for the path relative to it, those near the top first.
   * @param below the folder itself, or one in it: only that part is searched
   */
  readonly findFiles: (folder: FileId, accepts: (path: string) => boolean, below: FileId) => Promise<readonly FileId[]>;
}

interface Folder {
  readonly uri: FileId;
  /** The role of a file by its path in the folder. */
  readonly roleOf: (path: string) => PipelineRole | undefined;
}

/** Knows the entry files of a workspace: searches all of it when folders come, and later only where something appears. */
export class Entries {
  #folders: readonly Folder[] = [];
  /** Folders in those. */
  #below: readonly Folder[] = [];
  /** Undefined until the first search has ended. */
  #found: ReadonlySet<FileId> | undefined;
  #searches = 0;
  #isReady = () => {};
  /** Resolves when the first search has ended. */
  readonly ready = new Promise<void>((resolve) => {
    this.#isReady = resolve;
  });
  /** What is to be done on the disk, one thing after the other: each sees what the one before has found. */
  #work: Promise<void> = Promise.resolve();

  /** @param changed called when there may be other entries than before */
  constructor(
    readonly finder: FileFinder,
    readonly changed: () => void,
  ) {}

  /** @param below folders in those with settings of their own that name pipelines */
  setFolders(folders: readonly SearchedFolder[], below: readonly SearchedFolder[] = []): void {
    const compile = ({ uri, files }: SearchedFolder): Folder => ({ uri, roleOf: compileRoles(files) });
    this.#folders = folders.map(compile);
    this.#below = below.map(compile);
    const search = ++this.#searches;
    this.#then(async () => {
      // Only what was asked for last counts.
      if (search !== this.#searches) return;
      const found = await Promise.all(this.#folders.map((folder) => this.#search(folder)));
      this.#found = new Set(found.flat());
    });
  }

  /** Files or folders went or appeared. */
  change(created: Iterable<FileId>, deleted: ReadonlySet<FileId>): void {
    this.#then(async () => {
      // The first search is still to come and will see them.
      if (!this.#found) return;
      const found = [...this.#found].filter((file) => !isWithin(file, deleted));
      for (const file of created) {
        const folder = this.#folderOf(file);
        if (folder && isEntry(folder, pathIn(folder, file))) found.push(file);
        // Editors tell of a folder that appears, and not of what is in it.
        else if (folder && mayBeFolder(file)) found.push(...(await this.#search(folder, file)));
      }
      this.#found = new Set(found);
    });
  }

  /** The entries among the files on disk and those that are open. */
  list(open: Iterable<FileId>): Entry[] {
    const files = new Set([...open, ...(this.#found ?? [])]);
    return [...files].flatMap((file) => this.#read(file) ?? []);
  }

  #then(work: () => Promise<void>): void {
    // A host that fails to search leaves things as they are.
    this.#work = this.#work
      .then(work)
      .catch(() => {
        this.#found ??= new Set();
      })
      .then(() => {
        this.changed();
        if (this.#found) this.#isReady();
      });
  }

  #search(folder: Folder, below = folder.uri): Promise<readonly FileId[]> {
    const isNamed = this.#below
      .filter(({ uri }) => uri.startsWith(`${folder.uri}/`))
      .map(({ uri, roleOf }) => {
        const start = `${pathIn(folder, uri)}/`;
        return (path: string) => path.startsWith(start) && roleOf(path.slice(start.length)) === "root";
      });
    const accepts = (path: string) => isEntry(folder, path) || isNamed.some((names) => names(path));
    return this.finder.findFiles(folder.uri, accepts, below);
  }

  #read(file: FileId): Entry | undefined {
    const workspaceFolder = this.#folderOf(file);
    const folder = projectFolder(file, workspaceFolder?.uri);
    const kind = kindOf(file);
    if (kind && kind !== "pipeline") return { file, kind, folder };
    const role = workspaceFolder ? workspaceFolder.roleOf(pathIn(workspaceFolder, file)) : roleOf(nameOf(file));
    if (!role) return undefined;
    // As long as not all roots are known any file may be included by one.
    const isCertain = role === "root" || this.#found !== undefined;
    return { file, kind: "pipeline", folder, role: isCertain ? role : "fragment" };
  }

  /** The folder that tells what a file is: the innermost of the workspace, or one below it whose settings name the file. */
  #folderOf(file: FileId): Folder | undefined {
    const holds = ({ uri }: Folder) => file.startsWith(`${uri}/`);
    const innermost = (folders: readonly Folder[]) =>
      folders.filter(holds).sort((a, b) => b.uri.length - a.uri.length)[0];
    const names = (folder: Folder) => holds(folder) && folder.roleOf(pathIn(folder, file)) === "root";
    return innermost(this.#below.filter(names)) ?? innermost(this.#folders);
  }
}

/** True for files that count though nobody has opened them: Containerfiles are read for the builds that use them. */
function isEntry({ roleOf }: Folder, path: string): boolean {
  const kind = kindOfEntry(path, roleOf(path));
  return kind !== undefined && kind !== "containerfile";
}

/** The path of a file in a folder, as people write it. */
function pathIn({ uri }: Folder, file: FileId): string {
  return decodeURIComponent(file.slice(uri.length + 1));
}

function mayBeFolder(file: FileId): boolean {
  return !/[^/]\.(ya?ml|toml)$/.test(file);
}
