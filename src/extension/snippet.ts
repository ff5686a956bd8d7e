import * as vscode from "vscode";
import { commands } from "../protocol/messages";
import { registerCommand } from "./command";
import type { Feature } from "./feature";

/** Copies a snippet that a finding offers, for a place that the editor cannot write. */
export const copySnippet: Feature = (host) =>
  registerCommand(host, commands.copySnippet, async (text: string) => {
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t("$(check) The snippet is on the clipboard."), 4000);
  });
