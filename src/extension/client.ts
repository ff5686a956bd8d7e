import * as vscode from "vscode";
import {
  type BaseLanguageClient,
  CloseAction,
  CodeLensRequest,
  DidChangeConfigurationNotification,
  ErrorAction,
  type ErrorHandler,
  type FileEvent,
  type LanguageClientOptions,
} from "vscode-languageclient";
import { commands, type InitializationOptions } from "../protocol/messages";
import { globs, isContainerfileName } from "./files";
import type { RestartOnce } from "./restart";
import { documentSelector } from "./selector";
import { traceChannel } from "./trace";

/** Also the section of the settings: vscode-languageclient reads `<id>.trace.server`. */
export const clientId = "buildahPipelines";
export const clientName = "Buildah Pipelines";

/** The options of the language client, the same for every kind of server. */
export function clientOptions(
  log: vscode.LogOutputChannel,
  watchers: vscode.FileSystemWatcher[],
  initializationOptions: InitializationOptions,
  policy: RestartOnce,
): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    diagnosticCollectionName: clientName,
    outputChannel: log,
    traceOutputChannel: traceChannel(log),
    initializationOptions,
    errorHandler: errorHandler(policy),
    synchronize: { fileEvents: watchers },
    middleware: {
      provideCodeLenses: hideUntrustedLenses,
      workspace: {
        didChangeWatchedFile: async (event, next) => (mayMatter(event) ? next(event) : undefined),
        configuration: async (params, token, next) => tellOfYaml(params.items, await next(params, token)),
      },
    },
  };
}

/**
 * The watchers whose events the server gets. When a folder comes or goes, VS Code tells of the folder alone, so the last
 * watcher is for everything that comes or goes and may be one.
 */
export function createWatchers(): vscode.FileSystemWatcher[] {
  const patterns = [globs.yaml, globs.runner, globs.containerfile];
  const watchers = patterns.map((pattern) => vscode.workspace.createFileSystemWatcher(pattern, true, false, true));
  return [...watchers, vscode.workspace.createFileSystemWatcher("**/*", false, true, false)];
}

/** Files of no interest are known by their endings; folders seldom have one. A dot in front is none. */
function mayMatter({ uri }: FileEvent): boolean {
  const { path } = vscode.Uri.parse(uri);
  return !/[^/]\.[^/]*$/.test(path) || /\.(ya?ml|toml)$/.test(path) || isContainerfileName(path);
}

/** The extension that most people have for YAML: what it underlines is not underlined twice. */
const yamlExtension = "redhat.vscode-yaml";

/** Adds to the settings what only the editor knows. */
function tellOfYaml<T>(items: readonly { section?: string }[], values: T): T {
  if (!Array.isArray(values)) return values;
  const hasYamlSupport = vscode.extensions.getExtension(yamlExtension) !== undefined;
  return values.map((value, index) => (items[index]?.section === clientId ? { ...value, hasYamlSupport } : value)) as T;
}

/** Lets the server ask for the settings again when extensions come and go. */
export function followExtensions(client: BaseLanguageClient): vscode.Disposable {
  return vscode.extensions.onDidChange(() => {
    if (client.isRunning()) void client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  });
}

function errorHandler(policy: RestartOnce): ErrorHandler {
  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => ({ action: policy.closed() ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true }),
  };
}

/** A lens that runs something has no place in a workspace that nobody trusts. */
const hideUntrustedLenses: NonNullable<NonNullable<LanguageClientOptions["middleware"]>["provideCodeLenses"]> = async (
  document,
  token,
  next,
) => {
  const lenses = await next(document, token);
  if (vscode.workspace.isTrusted) return lenses;
  return lenses?.filter((lens) => lens.command?.command !== commands.buildForHost);
};

/** Asks for the lenses again; for when the workspace has become trusted. */
export function refreshLenses(client: BaseLanguageClient): void {
  for (const document of vscode.workspace.textDocuments) {
    client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }
}
