import * as vscode from "vscode";
import { commands } from "../../protocol/messages";
import type { Html } from "./html";
import { html } from "./html";
import { style } from "./style";

/** One of each kind: the next takes the place of the one before. */
const panels = new Map<string, vscode.WebviewPanel>();

/**
 * Shows a page beside the active editor; the keyboard stays where it is. It is no Markdown preview, as rule pages are:
 * those open no links to files outside of their own folder, and run no commands. No script runs in it.
 * @param kind also names the page in settings of other extensions
 */
export function showPage(kind: string, title: string, body: Html): void {
  const panel = panels.get(kind) ?? createPanel(kind, title);
  panel.title = title;
  panel.webview.html = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main>${body}</main></body>
</html>`.text;
  panel.reveal(undefined, true);
}

function createPanel(kind: string, title: string): vscode.WebviewPanel {
  const isEmpty = vscode.window.tabGroups.activeTabGroup.tabs.length === 0;
  const viewColumn = isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
  const panel = vscode.window.createWebviewPanel(
    `buildahPipelines.${kind}`,
    title,
    { viewColumn, preserveFocus: true },
    { enableCommandUris: linked, enableFindWidget: true, localResourceRoots: [] },
  );
  panels.set(kind, panel);
  panel.onDidDispose(() => panels.delete(kind));
  return panel;
}

/** What links of pages may run. */
const linked: readonly string[] = [
  commands.openPlace,
  commands.explainRule,
  commands.copySnippet,
  commands.checkMachine,
  commands.askRegistry,
];
