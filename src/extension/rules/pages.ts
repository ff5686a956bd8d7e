import * as vscode from "vscode";

/**
 * The scheme under which the rule pages open. It has an editor association of its own (`configurationDefaults` in
 * package.json), so that a link to a page shows it rendered. The link of a diagnostic cannot be a command instead: the
 * hover of VS Code 1.139 does not run commands, that of 1.100 did. A plain file would open as Markdown source.
 */
export const pageScheme = "buildah-rule";

/** The folder of the pages as the server names it in findings. */
export const pagesFolder = vscode.Uri.from({ scheme: pageScheme, path: "/rules" });

/** The page of a rule. */
export function pageOf(rule: string): vscode.Uri {
  return vscode.Uri.joinPath(pagesFolder, `${rule}.md`);
}

/** The rule that a finding of the server's comes from; undefined for what other extensions found. */
export function ruleOf({ code }: vscode.Diagnostic): string | undefined {
  return typeof code === "object" && code.target.scheme === pageScheme ? String(code.value) : undefined;
}

/** The pages as read-only files: those of `folder`, which is where the build puts them. */
export class RulePages implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(readonly folder: vscode.Uri) {}

  stat(uri: vscode.Uri): Thenable<vscode.FileStat> {
    return vscode.workspace.fs.stat(this.#file(uri));
  }

  readFile(uri: vscode.Uri): Thenable<Uint8Array> {
    return vscode.workspace.fs.readFile(this.#file(uri));
  }

  readDirectory(uri: vscode.Uri): Thenable<[string, vscode.FileType][]> {
    return vscode.workspace.fs.readDirectory(this.#file(uri));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #file(uri: vscode.Uri): vscode.Uri {
    const parts = uri.path.split("/").filter((part) => part !== "");
    if (parts[0] !== "rules" || parts.includes("..")) throw vscode.FileSystemError.FileNotFound(uri);
    return vscode.Uri.joinPath(this.folder, ...parts.slice(1));
  }
}
