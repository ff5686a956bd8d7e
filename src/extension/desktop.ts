/** The extension's entry point where there are processes: on the desktop, over SSH, in WSL and in containers. */
import * as vscode from "vscode";
import type { InitializationOptions } from "../protocol/messages";
import { installAdvice } from "../run/executor/advice";
import { runBuild } from "../run/executor/build";
import { findBuildah } from "../run/executor/buildah";
import { hostPlatform } from "../run/executor/host";
import { checkMachine } from "../run/executor/machine";
import { readWorkingCopy } from "../run/executor/workingCopy";
import { buildForHost } from "./build/command";
import { machineCheck } from "./doctor/command";
import { explainLog } from "./explain/command";
import type { Feature, Host } from "./feature";
import { whenPipelineAppears } from "./gate";
import { type CreateClient, LanguageServer } from "./languageServer";
import { logAndRestart } from "./log";
import { openPlace } from "./page/place";
import { rulePages } from "./rules/explain";
import { pagesFolder } from "./rules/pages";
import { scaffoldCommand } from "./scaffold/command";
import { copySnippet } from "./snippet";
import { languageStatus } from "./status";
import { lensesAfterTrust } from "./trust";

const features: readonly Feature[] = [
  logAndRestart,
  languageStatus,
  rulePages,
  copySnippet,
  openPlace,
  explainLog,
  lensesAfterTrust,
  scaffoldCommand(hostPlatform()),
  buildForHost({ hostPlatform, readWorkingCopy, findBuildah, installAdvice, runBuild }),
  machineCheck(checkMachine),
];

/** Called by VS Code when a pipeline or another YAML file is opened, or one of the commands is run. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Buildah Pipelines", { log: true });
  const server = new LanguageServer(createClient(context, log), log);
  const host: Host = { context, log, server };
  context.subscriptions.push(log, server, ...features.map((feature) => feature(host)));
  // Told to the log and in the language status; nobody asked for it, so there is no message.
  context.subscriptions.push(whenPipelineAppears(() => void server.start().catch(() => {})));
}

function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): CreateClient {
  let watchers: vscode.FileSystemWatcher[] | undefined;
  return async (policy) => {
    // Loaded late: most YAML files belong to no pipeline, and then none of this is needed.
    const { LanguageClient, TransportKind } = await import("vscode-languageclient/node");
    const { clientId, clientName, clientOptions, createWatchers, followExtensions } = await import("./client");
    // The same ones for every server that is started after a crash.
    if (!watchers) {
      watchers = createWatchers();
      context.subscriptions.push(...watchers);
    }
    const module = vscode.Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath;
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
    const told: InitializationOptions = { hostPlatform: hostPlatform(), pages: pagesFolder.toString() };
    const client = new LanguageClient(clientId, clientName, { run, debug }, clientOptions(log, watchers, told, policy));
    context.subscriptions.push(followExtensions(client));
    return client;
  };
}
