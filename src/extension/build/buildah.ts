import * as vscode from "vscode";
import type { Builder, FoundBuildah } from "./builder";

const setting = "buildahPipelines.run.buildahPath";

/**
 * The Buildah of the settings, else that of the PATH; undefined when there is none, which the user is told.
 * @param pipeline whose workspace folder may have settings of its own
 */
export async function requireBuildah(builder: Builder, pipeline: vscode.Uri): Promise<FoundBuildah | undefined> {
  const path = namedBuildah(pipeline);
  const found = await builder.findBuildah(path);
  if (found) return found;
  if (path === undefined) void explainMissing(builder.installAdvice());
  else void explainSetting(path);
  return undefined;
}

/**
 * The Buildah that the settings name.
 * @param pipeline whose workspace folder may have settings of its own
 */
export function namedBuildah(pipeline?: vscode.Uri): string | undefined {
  return vscode.workspace.getConfiguration(undefined, pipeline).get(setting, "").trim() || undefined;
}

async function explainMissing(advice: string): Promise<void> {
  const copy = vscode.l10n.t("Copy Command");
  const settings = vscode.l10n.t("Open Settings");
  const quoted = [...advice.matchAll(/`([^`]+ [^`]+)`/g)].map((match) => match[1]!);
  // Where it takes several steps, one of them alone would be of no help.
  const buttons = quoted.length === 1 ? [copy, settings] : [settings];
  const choice = await vscode.window.showErrorMessage(advice.replaceAll(/`([^`]+)`/g, "“$1”"), ...buttons);
  if (choice === copy) await vscode.env.clipboard.writeText(quoted[0]!);
  if (choice === settings) await openSetting();
}

async function explainSetting(path: string): Promise<void> {
  const settings = vscode.l10n.t("Open Settings");
  const message = vscode.l10n.t(
    "{0} is not a Buildah that runs. The setting {1} names it; leave it empty to use the one of your PATH.",
    path,
    setting,
  );
  if ((await vscode.window.showErrorMessage(message, settings)) === settings) await openSetting();
}

async function openSetting(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", setting);
}
