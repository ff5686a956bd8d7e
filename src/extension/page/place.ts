import * as vscode from "vscode";
import { commands, type FilePlace } from "../../protocol/messages";
import { registerCommand } from "../command";
import type { Feature } from "../feature";
import { commandLink, type Html } from "./html";

/** Opens a place that a page or a message names: where its file is open already, else in the first column. */
export const openPlace: Feature = (host) =>
  registerCommand(host, commands.openPlace, async ({ uri, range }: FilePlace, hasFix = false) => {
    const file = vscode.Uri.parse(uri);
    const isOpen = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.toString() === file.toString();
    const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isOpen));
    const viewColumn = group?.viewColumn ?? vscode.ViewColumn.One;
    const { start, end } = range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.commands.executeCommand("vscode.open", file, { selection, viewColumn });
    if (hasFix) await vscode.commands.executeCommand("editor.action.quickFix");
  });

/** A place as people read it: `ci/build.yml:12`. */
export function namePlace({ uri, range }: FilePlace): string {
  return `${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${range.start.line + 1}`;
}

/** A link to a place. */
export function placeLink(place: FilePlace, label = namePlace(place), className = "link"): Html {
  return commandLink(label, commands.openPlace, [place], className);
}
