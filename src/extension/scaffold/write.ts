import * as vscode from "vscode";
import type { Target } from "./answers";

/**
 * Writes the pipeline with one workspace edit, which one *Undo* takes back, saves it and shows it.
 * @throws when the edit is refused, in one sentence
 */
export async function writePipeline(folder: vscode.Uri, target: Target, text: string): Promise<void> {
  const file = vscode.Uri.joinPath(folder, ...target.path.split("/"));
  const edit = new vscode.WorkspaceEdit();
  if (target.replaces) {
    const document = await vscode.workspace.openTextDocument(file);
    edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), text);
  } else {
    edit.createFile(file, { overwrite: false, contents: new TextEncoder().encode(text) });
  }
  const isDone = await vscode.workspace.applyEdit(edit);
  if (!isDone) throw new Error(vscode.l10n.t("{0} could not be written.", target.path));
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document, { preview: false });
  await document.save();
}
