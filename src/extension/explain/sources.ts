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
  const active = await readActive();
  const title = vscode.l10n.t("Explain Job Log");
  const editor = active && {
    label: vscode.l10n.t("$(file) Active Editor"),
    description: active.name,
    read: async () => active,
  };
  // Not read before it is chosen: it is nobody's business, and a browser asks the user first.
  const clipboard = { label: vscode.l10n.t("$(clippy) Clipboard"), read: readClipboard };
  const file = { label: vscode.l10n.t("$(folder-opened) File…"), read: chooseFile };
  const isLog = active !== undefined && looksLikeLog(active.text);
  const choices = isLog ? [editor, clipboard, file] : [clipboard, editor, file];
  const placeHolder = vscode.l10n.t("Where is the log?");
  const chosen = await vscode.window.showQuickPick(
    choices.filter((choice) => choice !== undefined),
    { title, placeHolder },
  );
  return chosen?.read();
}

async function readClipboard(): Promise<Log> {
  return { name: vscode.l10n.t("clipboard"), text: await vscode.env.clipboard.readText() };
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
