import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { readSettings as readProjectSettings } from "../config/file";
import { settingsSchema } from "../config/schema";
import type { Level } from "../config/settings";
import { emptyAnalysis } from "../features/analysis";
import { findBuildJobs, planBuild } from "../features/buildJobs";
import { findBuildNeeds } from "../features/buildNeeds";
import { fixAllKind, makeCodeActions, makeFixAll } from "../features/codeActions";
import { makeCodeLenses } from "../features/codeLens";
import { completeConfiguration } from "../features/configCompletion";
import { makeDiagnostics } from "../features/diagnostics";
import { explainLog } from "../features/explainLog";
import {
  type BuildJobsParams,
  defaultSettings,
  type ExplainLogParams,
  type InitializationOptions,
  type RunPlanParams,
  requests,
  type ScaffoldResult,
  type Settings,
} from "../protocol/messages";
import type { ScaffoldAnswers } from "../protocol/scaffold";
import { rules } from "../rules/index";
import { scaffold } from "../scaffold/scaffold";
import type { FileId } from "../text/span";
import { configurationName } from "../workspace/kind";
import { nameOf } from "../workspace/reader";
import type { FileHost } from "../workspace/snapshot";
import type { FileFinder } from "./entries";
import { Session } from "./session";

/** What the machine gives the server. */
export interface Host extends FileHost, FileFinder {
  /** Files below these folders may be read. */
  readonly setFolders: (folders: readonly FileId[]) => void;
  /** Folder URI of the rule pages that came with the server. */
  readonly pages: string | undefined;
  /** `linux/amd64`, when the client does not tell. */
  readonly hostPlatform: string;
}

const schema = settingsSchema(rules);

/** Serves a connection until it ends. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  let options: InitializationOptions = {};
  let settings: Settings = defaultSettings;
  let folders: readonly FileId[] = [];
  /** What the session was told last. */
  let told: readonly FileId[] | undefined;
  let client: InitializeParams["capabilities"] = {};
  let session: Session | undefined;

  connection.onInitialize((params): InitializeResult => {
    options = (params.initializationOptions as InitializationOptions | undefined) ?? {};
    client = params.capabilities;
    folders = foldersOf(params);
    const pages = options.pages ?? host.pages;
    session = new Session(host, {
      publish: (uri, findings, texts, version) => {
        const report = { uri, diagnostics: makeDiagnostics(findings, texts, pages) };
        void connection.sendDiagnostics(version === undefined ? report : { ...report, version });
      },
      fail: (message) => connection.console.error(message),
    });
    return {
      serverInfo: { name: "buildah-pipelines" },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeActionProvider: { codeActionKinds: ["quickfix", fixAllKind] },
        completionProvider: { triggerCharacters: [" "] },
        codeLensProvider: {},
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: "buildahPipelines" });
    }
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => normalise(uri)));
        void useFolders([...folders.filter((folder) => !gone.has(folder)), ...added.map(({ uri }) => normalise(uri))]);
      });
    }
    await useFolders(folders);
  });

  connection.onDidChangeConfiguration(readSettings);

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const filesThat = (wanted: FileChangeType) =>
      new Set(changes.filter(({ type }) => type === wanted).map(({ uri }) => normalise(uri)));
    session?.change({
      changed: filesThat(FileChangeType.Changed),
      created: filesThat(FileChangeType.Created),
      deleted: filesThat(FileChangeType.Deleted),
    });
  });

  documents.onDidChangeContent(({ document }) =>
    session?.open(normalise(document.uri), document.getText(), document.version),
  );
  documents.onDidClose(({ document }) => session?.close(normalise(document.uri)));

  connection.onCodeAction(async ({ textDocument, range, context: { only, diagnostics } }) => {
    const analysis = await session?.current();
    if (!session || !analysis) return [];
    const file = normalise(textDocument.uri);
    // A kind stands for those below it: `source` for `source.fixAll`. Without one, it is quick fixes that are wanted.
    const isWanted = (kind: string) => only?.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
    const isQuick = !only || isWanted("quickfix");
    // First what looks at places: they move with the text while something else is waited for.
    const actions = isQuick ? makeCodeActions(analysis, file, range, diagnostics) : [];
    const all = isWanted(fixAllKind)
      ? await makeFixAll(analysis, file, (texts) => session!.analyseWith(texts))
      : undefined;
    session.tell(analysis.failures);
    return all ? [...actions, all] : actions;
  });

  connection.onCompletion(({ textDocument, position }) => {
    const isConfiguration = nameOf(textDocument.uri) === configurationName;
    if (!isConfiguration || settings.hasYamlSupport) return null;
    const text = documents.get(textDocument.uri)?.getText();
    return text === undefined ? null : completeConfiguration(text, position, schema);
  });

  connection.onCodeLens(async ({ textDocument }) => {
    if (!settings.codeLens.enable) return [];
    const analysis = await session?.current();
    return analysis ? makeCodeLenses(analysis, normalise(textDocument.uri), hostPlatform()) : [];
  });

  connection.onRequest<ScaffoldResult, void>(requests.scaffold, (answers: ScaffoldAnswers) => scaffold(answers));

  connection.onRequest(requests.buildJobs, async ({ uri }: BuildJobsParams) => {
    const analysis = await (uri === undefined ? session?.whole() : session?.current());
    return analysis ? findBuildJobs(analysis, uri === undefined ? undefined : normalise(uri), hostPlatform()) : [];
  });

  connection.onRequest(requests.runPlan, async (params: RunPlanParams) => {
    const analysis = await session?.current();
    const plan = analysis && planBuild(analysis, params, (file) => session?.containerfile(file));
    return plan ?? null;
  });

  connection.onRequest(requests.explainLog, async ({ text }: ExplainLogParams) =>
    explainLog((await session?.whole()) ?? emptyAnalysis, text),
  );

  connection.onRequest(requests.buildNeeds, async () => findBuildNeeds((await session?.whole()) ?? emptyAnalysis));

  documents.listen(connection);
  connection.listen();

  function hostPlatform(): string {
    return options.hostPlatform ?? host.hostPlatform;
  }

  async function useFolders(next: readonly FileId[]): Promise<void> {
    folders = next;
    host.setFolders(folders);
    await readSettings();
  }

  async function readSettings(): Promise<void> {
    const asked = folders;
    const [shared, ...own] = await askForSettings();
    // Whoever changed the folders meanwhile asks again.
    if (asked !== folders) return;
    const before = settings.codeLens.enable;
    settings = mergeSettings(shared as Partial<Settings> | undefined);
    session?.setLinting(settings.lint.enable);
    // What is not YAML is told by what checks YAML.
    const syntax = ["yaml-syntax", "config-syntax"].map((rule): [string, Level] => [rule, "off"]);
    session?.setSettings({
      defaults: settings.hasYamlSupport ? { rules: Object.fromEntries(syntax) } : {},
      overrides: readProjectSettings(shared, schema),
      folders: new Map(folders.map((uri, index) => [uri, readProjectSettings(own[index], schema)])),
    });
    if (folders !== told) session?.setFolders(folders);
    told = folders;
    if (before !== settings.codeLens.enable && client.workspace?.codeLens?.refreshSupport) {
      void connection.sendRequest(CodeLensRefreshRequest.type);
    }
  }

  /** The settings of the window, then those of each folder; nothing where the client has none. */
  async function askForSettings(): Promise<unknown[]> {
    if (!client.workspace?.configuration) return [];
    return connection.workspace.getConfiguration([
      { section: "buildahPipelines" },
      ...folders.map((scopeUri) => ({ scopeUri, section: "buildahPipelines" })),
    ]);
  }
}

/** Clients may send a part of the settings or nothing. */
function mergeSettings(given: Partial<Settings> | null | undefined): Settings {
  return {
    lint: { ...defaultSettings.lint, ...given?.lint },
    codeLens: { ...defaultSettings.codeLens, ...given?.codeLens },
    hasYamlSupport: given?.hasYamlSupport ?? defaultSettings.hasYamlSupport,
  };
}

function foldersOf(params: InitializeParams): FileId[] {
  if (params.workspaceFolders) return params.workspaceFolders.map(({ uri }) => normalise(uri));
  return params.rootUri ? [normalise(params.rootUri)] : [];
}

/** One spelling for each file: editors differ in what they escape. */
function normalise(uri: string): FileId {
  return URI.parse(uri).toString().replace(/\/$/, "");
}
