import * as vscode from "vscode";
import { type BuildNeeds, commands, type MachineCheck, requests } from "../../protocol/messages";
import { namedBuildah } from "../build/buildah";
import { registerCommand } from "../command";
import type { Feature } from "../feature";
import { showPage } from "../page/page";
import { machinePage } from "./page";

/** Looks at this machine. Only the desktop's entry point has it: it starts processes. */
export type CheckMachine = (
  platforms: readonly string[],
  options: { readonly buildah?: string; readonly registries: readonly string[] },
) => Promise<readonly MachineCheck[]>;

/** *Check This Machine*. No registry is asked but those that the user names. */
export const machineCheck =
  (checkMachine: CheckMachine): Feature =>
  (host) => {
    const check = async (registries: readonly string[] = []) => {
      if (!vscode.workspace.isTrusted) {
        throw new Error(vscode.l10n.t("Programs of this machine are tried only in a workspace that you trust."));
      }
      const progress = {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t("Checking this machine"),
      };
      await vscode.window.withProgress(progress, async () => {
        const { platforms, runners } = await host.server.request<BuildNeeds>(requests.buildNeeds, undefined);
        const buildah = namedBuildah();
        const machine = await checkMachine(platforms, { registries, ...(buildah !== undefined && { buildah }) });
        showPage("machine", vscode.l10n.t("This Machine"), machinePage({ machine, runners, registries }));
      });
    };
    return vscode.Disposable.from(
      registerCommand(host, commands.checkMachine, check),
      registerCommand(host, commands.askRegistry, async (asked: readonly string[]) => {
        const registry = await askName();
        if (registry !== undefined) await check([...new Set([...asked, registry])]);
      }),
    );
  };

function askName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Check This Machine"),
    prompt: vscode.l10n.t("Registry to ask whether it answers"),
    placeHolder: "registry.example.com:5000",
    validateInput: (text) =>
      /^[\w.-]+(:\d+)?$/.test(text) ? undefined : vscode.l10n.t("Write HOST or HOST:PORT, without https:// and path."),
  });
}
