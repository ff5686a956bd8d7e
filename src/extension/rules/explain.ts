import * as vscode from "vscode";
import { commands } from "../../protocol/messages";
import { registerCommand } from "../command";
import type { Feature } from "../feature";
import { pageOf, pageScheme, pagesFolder, RulePages } from "./pages";

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
    matchOnDetail: true,
  });
  return chosen?.label;
}

async function listRules(): Promise<vscode.QuickPickItem[]> {
  const names = (await vscode.workspace.fs.readDirectory(pagesFolder))
    .map(([name]) => name)
    .filter((name) => name.endsWith(".md") && name !== "index.md");
  const items = names.sort().map(async (name) => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(pagesFolder, name)));
    return { label: name.slice(0, -".md".length), detail: summaryOf(text) };
  });
  return Promise.all(items);
}

/** The first paragraph of the page's text, below its title and severity. */
function summaryOf(page: string): string {
  const paragraphs = page.split(/\n\s*\n/).map((paragraph) => paragraph.trim().replaceAll(/\s+/g, " "));
  const isText = (paragraph: string) => paragraph !== "" && !/^(#|- Severity:)/.test(paragraph);
  return (paragraphs.find(isText) ?? "").replaceAll("`", "");
}
