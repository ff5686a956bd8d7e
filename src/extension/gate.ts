import * as vscode from "vscode";
import { globs, isFragment, isPipelineName, isRunnerConfiguration, isSettingsName } from "./files";
import { filesSetting, isNamed, namedFiles } from "./namedFiles";

/**
 * Calls `open` once, as soon as there is something to do: a pipeline in the workspace, or an open pipeline or runner
 * configuration. VS Code wakes extensions by language, not by file name, so the extension is loaded for any YAML; this
 * keeps it idle, without a server, where there are no pipelines.
 */
export function whenPipelineAppears(open: () => void): vscode.Disposable {
  let isOpen = false;
  const subscriptions: vscode.Disposable[] = [];
  const dispose = () => {
    for (const subscription of subscriptions.splice(0)) subscription.dispose();
  };
  const openOnce = () => {
    if (isOpen) return;
    isOpen = true;
    dispose();
    open();
  };
  const look = (document: vscode.TextDocument) => {
    if (isOurs(document)) openOnce();
  };
  const search = async () => {
    const patterns = [globs.pipeline, globs.settings, ...(vscode.workspace.workspaceFolders ?? []).flatMap(namedFiles)];
    const found = await Promise.all(
      patterns.map((pattern) => vscode.workspace.findFiles(pattern, "**/node_modules/**", 1)),
    );
    if (found.flat().length > 0) openOnce();
  };
  if (vscode.workspace.textDocuments.some(isOurs)) {
    openOnce();
    return { dispose };
  }
  subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void search()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(filesSetting)) void search();
    }),
  );
  void search();
  return { dispose };
}

/** True for documents that are linted because of what they are, not because a pipeline includes them. */
export function isOurs(document: vscode.TextDocument): boolean {
  const { path } = document.uri;
  const text = () => document.getText();
  if (isPipelineName(path) || isSettingsName(path) || isRunnerConfiguration(path, text) || isNamed(document))
    return true;
  return isFragment(vscode.workspace.asRelativePath(document.uri, false), text);
}
