import * as vscode from "vscode";
import { isContainerfileName } from "../files";
import { looksLikeLog } from "./looksLikeLog";

/** A log to be explained. */
export interface Log {
  /** Where it comes from, in a few words. */
  readonly name: string;
  readonly text: string;
  /** Undefined when no editor can show it. */
  readonly uri?: vscode.Uri;
}

/** A log in a file or an editor. */
export async function readLog(uri: vscode.Uri): Promise<Log> {
  const name = vscode.workspace.asRelativePath(uri);
  try {
    return { name, uri, text: (await vscode.workspace.openTextDocument(uri)).getText() };
  } catch {
    // Extensions get no documents over 50 MB. Editors begin a line at each carriage return, too.
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return { name, uri, text: text.replaceAll(/\r\n?/g, "\n") };
  }
}

/** Asks where the log is, the likeliest place first; undefined when the user gave up. */
export async function chooseLog(): Promise<Log | undefined> {
  const inEditor = await readActive();
  const copied: Log = { name: vscode.l10n.t("clipboard"), text: await vscode.env.clipboard.readText() };
  const choices = [
    ...(inEditor ? [{ label: vscode.l10n.t("$(file) Active Editor"), description: inEditor.name, log: inEditor }] : []),
    ...(copied.text.trim() === ""
      ? []
      : [{ label: vscode.l10n.t("$(clippy) Clipboard"), description: countLines(copied.text), log: copied }]),
  ].sort((a, b) => Number(looksLikeLog(b.log.text)) - Number(looksLikeLog(a.log.text)));
  const file = { label: vscode.l10n.t("$(folder-opened) File…"), description: "", log: undefined };
  const chosen = await vscode.window.showQuickPick([...choices, file], {
    title: vscode.l10n.t("Explain Job Log"),
    placeHolder: vscode.l10n.t("Where is the log?"),
  });
  return chosen === file ? chooseFile() : chosen?.log;
}

/** The editor's tab tells of documents that are too large for extensions, too. */
async function readActive(): Promise<Log | undefined> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isLog = input instanceof vscode.TabInputText && !isSource(input.uri.path);
  return isLog ? readLog(input.uri) : undefined;
}

/** True for what jobs are made of. */
function isSource(path: string): boolean {
  return /\.(ya?ml|toml)$/.test(path) || isContainerfileName(path);
}

async function chooseFile(): Promise<Log | undefined> {
  const title = vscode.l10n.t("Explain Job Log");
  const [uri] = (await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t("Explain") })) ?? [];
  return uri && readLog(uri);
}

function countLines(text: string): string {
  const count = text.trimEnd().split("\n").length;
  return count === 1 ? vscode.l10n.t("1 line") : vscode.l10n.t("{0} lines", count);
}
