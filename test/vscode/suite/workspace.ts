import * as vscode from "vscode";

/** The open folder: a copy of the sample project. */
export function folder(): vscode.Uri {
  const first = vscode.workspace.workspaceFolders?.[0];
  if (!first) throw new Error("No folder is open.");
  return first.uri;
}

/** A file of the open folder. */
export function at(name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(), name);
}

/** Writes a file of the open folder and shows it. */
export async function openWith(name: string, text: string): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.writeFile(at(name), new TextEncoder().encode(text));
  return open(name);
}

/** Shows a file of the open folder. */
export async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(at(name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Replaces the whole text of an open document without saving it. */
export async function retype(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

/**
 * Waits until VS Code notices changes on disk. It begins to watch a while after its start, and what changes before is
 * never told.
 */
export async function waitUntilWatched(): Promise<void> {
  const probe = at("watched.txt");
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder(), "watched.txt"));
  let isWatched = false;
  const noticed = new Promise<void>((resolve) => {
    const notice = () => {
      isWatched = true;
      resolve();
    };
    watcher.onDidCreate(notice);
    watcher.onDidChange(notice);
  });
  while (!isWatched) {
    await vscode.workspace.fs.writeFile(probe, new TextEncoder().encode(String(Date.now())));
    await Promise.race([noticed, new Promise((resolve) => setTimeout(resolve, 250))]);
  }
  watcher.dispose();
  await vscode.workspace.fs.delete(probe);
}

/** Closes all editors; changes that were not saved are lost. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    // VS Code itself changes documents outside of the folder, such as the settings, without an editor.
    if (!document.isDirty || !vscode.workspace.getWorkspaceFolder(document.uri)) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** The extension's findings in a file. */
export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === "Buildah");
}

/** The rule that a finding comes from. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** Waits until a file's findings are as wanted. */
export function waitForFindings(
  uri: vscode.Uri,
  isWanted: (found: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = findings(uri);
      if (isWanted(found)) end(() => resolve(found));
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    const timer = setTimeout(() => {
      const found = findings(uri).map((one) => `${one.range.start.line + 1}: ${ruleOf(one)}: ${one.message}`);
      end(() => reject(new Error(`Not the wanted findings, but:\n${found.join("\n") || "none"}`)));
    }, 15_000);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      listener.dispose();
      settle();
    };
    look();
  });
}

/** Waits until a file has a finding of a rule. */
export async function waitForRule(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  const found = await waitForFindings(uri, (all) => all.some((one) => ruleOf(one) === rule));
  return found.find((one) => ruleOf(one) === rule) as vscode.Diagnostic;
}

/** Waits until a file has no finding of a rule. */
export async function waitForNoRule(uri: vscode.Uri, rule: string): Promise<void> {
  await waitForFindings(uri, (all) => all.every((one) => ruleOf(one) !== rule));
}
