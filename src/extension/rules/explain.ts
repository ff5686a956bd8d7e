import * as vscode from "vscode";
import { commands } from "../../protocol/messages";
import { registerCommand } from "../command";
import type { Feature } from "../feature";
import { pageOf, pageScheme, pagesFolder, RulePages, ruleOf } from "./pages";
import { readRuleList } from "./ruleList";

/** *Explain Rule*, and the pages that findings link to. They ship inside the extension. */
export const rulePages: Feature = (host) => {
  const files = new RulePages(vscode.Uri.joinPath(host.context.extensionUri, "dist", "rules"));
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(pageScheme, files, { isReadonly: true, isCaseSensitive: true }),
    registerCommand(host, commands.explainRule, async (rule?: string) => {
      const chosen = rule ?? (await chooseRule());
      if (chosen === undefined) return;
      try {
        await vscode.workspace.fs.stat(pageOf(chosen));
      } catch {
        throw new Error(vscode.l10n.t("There is no rule named {0}.", chosen));
      }
      await vscode.commands.executeCommand("vscode.open", pageOf(chosen));
    }),
  );
};

async function chooseRule(): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick(listRules(), {
    title: vscode.l10n.t("Explain Rule"),
    placeHolder: vscode.l10n.t("Rule to read about"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.label;
}

/** The rules by topic; first those that found something in the file of the active editor. */
async function listRules(): Promise<vscode.QuickPickItem[]> {
  const index = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(pagesFolder, "index.md"));
  const rules = readRuleList(new TextDecoder().decode(index));
  const file = vscode.window.activeTextEditor?.document.uri;
  const found = new Set(file && vscode.languages.getDiagnostics(file).flatMap((one) => ruleOf(one) ?? []));
  const first = rules.filter(({ id }) => found.has(id));
  const listed = [
    ...first.map((rule) => ({ ...rule, topic: vscode.l10n.t("Found in this file") })),
    ...rules.filter((rule) => !first.includes(rule)),
  ];
  return listed.flatMap(({ id, topic, severity, summary }, position) => [
    ...(topic === listed[position - 1]?.topic ? [] : [{ label: topic, kind: vscode.QuickPickItemKind.Separator }]),
    { label: id, description: severity, detail: summary },
  ]);
}
