import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { after, describe, it } from "node:test";
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  type CompletionItem,
  CompletionRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { requests } from "../../src/protocol/messages";
import { fileIdOf, NodeFiles, pathOf } from "../../src/server/nodeFiles";
import { type Host, startServer } from "../../src/server/server";
import type { FileId } from "../../src/text/span";

class DiskHost extends NodeFiles implements Host {
  readonly pages = "file:///pages";
  readonly hostPlatform = "linux/amd64";
  setFolders(folders: readonly FileId[]): void {
    this.setRoots(folders.map((folder) => pathOf(folder)!));
  }
}

const cleanups: (() => void)[] = [];
after(() => {
  for (const cleanup of cleanups) cleanup();
});

/** A real server and a real client over two streams, on a folder on disk. */
async function start(files: Readonly<Record<string, string>>, settings?: object) {
  const folder = mkdtempSync(join(tmpdir(), "server-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const up = new PassThrough();
  const down = new PassThrough();
  startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), new DiskHost());
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const published = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>();
  const waiting = new Set<() => void>();
  client.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
    published.set(uri, { version, diagnostics });
    for (const check of [...waiting]) check();
  });
  let given = settings;
  client.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => given));
  client.listen();
  const root = fileIdOf(folder);
  const capabilities = { workspace: { workspaceFolders: true, configuration: settings !== undefined } };
  const workspaceFolders = [{ uri: root, name: "project" }];
  const { capabilities: server } = await client.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: root,
    capabilities,
    workspaceFolders,
  });
  await client.sendNotification(InitializedNotification.type, {});
  cleanups.push(() => {
    client.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const uriOf = (path: string) => fileIdOf(join(folder, path));
  return {
    client,
    server,
    uriOf,
    write,
    set: (next: object) => {
      given = next;
      return client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    },
    open: (path: string, text: string) =>
      client.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: uriOf(path), languageId: "yaml", version: 1, text },
      }),
    /** Waits until the published rules of a file are these. */
    rules: (path: string, expected: readonly string[], version?: number) =>
      new Promise<Diagnostic[]>((resolve) => {
        const check = () => {
          const state = published.get(uriOf(path));
          const rules = state?.diagnostics.map(({ code }) => String(code)).sort();
          if (
            JSON.stringify(rules ?? []) !== JSON.stringify(expected) ||
            (version !== undefined && state?.version !== version)
          )
            return;
          waiting.delete(check);
          resolve(state?.diagnostics ?? []);
        };
        waiting.add(check);
        check();
      }),
  };
}

const bad =
  "build-amd64:\n  tags: [saas-linux-small-amd64]\n  script:\n    - buildah build --platform linux/x86_64 -t app .\n";

describe("the server over streams", () => {
  it("finds on opening, follows every key, and names the version", { timeout: 20_000 }, async () => {
    const { client, open, rules, uriOf } = await start({});
    await open(".gitlab-ci.yml", bad);
    const [diagnostic] = await rules(".gitlab-ci.yml", ["platform-alias"], 1);
    assert.deepEqual(diagnostic?.range, { start: { line: 3, character: 31 }, end: { line: 3, character: 43 } });
    assert.equal(diagnostic?.source, "Buildah");
    assert.equal(diagnostic?.codeDescription?.href, "file:///pages/platform-alias.md");
    const range = { start: { line: 3, character: 37 }, end: { line: 3, character: 43 } };
    const textDocument = { uri: uriOf(".gitlab-ci.yml"), version: 2 };
    await client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges: [{ range, text: "amd64" }],
    });
    await rules(".gitlab-ci.yml", [], 2);
  });

  it("offers the fix as an edit of the file", { timeout: 20_000 }, async () => {
    const { client, open, rules, uriOf } = await start({});
    await open(".gitlab-ci.yml", bad);
    const diagnostics = await rules(".gitlab-ci.yml", ["platform-alias"]);
    const uri = uriOf(".gitlab-ci.yml");
    const actions = await client.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: diagnostics[0]!.range,
      context: { diagnostics },
    });
    const line = { line: 3, character: 0 };
    const newText = "    # buildah-lint-disable-next-line platform-alias\n";
    assert.deepEqual(actions, [
      {
        title: "Write linux/amd64",
        kind: "quickfix",
        diagnostics,
        isPreferred: true,
        edit: { changes: { [uri]: [{ range: diagnostics[0]!.range, newText: "linux/amd64" }] } },
      },
      {
        title: "Suppress platform-alias here with a comment",
        kind: "quickfix",
        diagnostics,
        edit: { changes: { [uri]: [{ range: { start: line, end: line }, newText }] } },
      },
    ]);
  });

  it("makes all safe fixes of a file in one action, in rounds, and only when asked", { timeout: 20_000 }, async () => {
    const text = `${bad.replace("linux/x86_64", '"linux/x86_64, linux/amd64"')}# the end\n`;
    const { client, open, rules, uriOf } = await start({});
    await open(".gitlab-ci.yml", text);
    await rules(".gitlab-ci.yml", ["platform-alias", "platform-syntax"]);
    const uri = uriOf(".gitlab-ci.yml");
    const ask = (only: string[]) =>
      client.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
        context: { diagnostics: [], only },
      });
    for (const kind of ["source.fixAll", "source.fixAll.buildahPipelines"]) {
      const [action, ...others] = (await ask([kind])) as CodeAction[];
      assert.deepEqual(others, []);
      assert.equal(action!.kind, "source.fixAll.buildahPipelines");
      const [edit, ...rest] = action!.edit!.changes![uri]!;
      assert.deepEqual(rest, []);
      assert.equal(edit!.newText, '    - buildah build --platform "linux/amd64" -t app .\n');
    }
    assert.deepEqual(await ask(["source.organizeImports"]), []);
  });

  it("takes severities from the editor before the repository's file, and follows both", {
    timeout: 20_000,
  }, async () => {
    const { client, open, rules, set, uriOf, write } = await start(
      { ".buildah-pipelines.yml": "rules: {platform-alias: error}\n" },
      {},
    );
    await open(".gitlab-ci.yml", bad);
    assert.equal((await rules(".gitlab-ci.yml", ["platform-alias"]))[0]!.severity, 1);
    await set({ rules: { "platform-alias": "off" } });
    await rules(".gitlab-ci.yml", []);
    await set({ rules: {} });
    await rules(".gitlab-ci.yml", ["platform-alias"]);
    write(".buildah-pipelines.yml", "rules: {platform-alias: off}\n");
    await client.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(".buildah-pipelines.yml"), type: 2 }],
    });
    await rules(".gitlab-ci.yml", []);
  });

  it("checks and completes the file of settings while it is written", { timeout: 20_000 }, async () => {
    const text = "rules:\n  platform-alias: of\n  \n";
    const { client, open, rules, set, uriOf } = await start({}, {});
    await open(".buildah-pipelines.yml", text);
    await rules(".buildah-pipelines.yml", ["config-syntax"]);
    const complete = async (name: string) => {
      const params = { textDocument: { uri: uriOf(name) }, position: { line: 2, character: 2 } };
      return (await client.sendRequest(CompletionRequest.type, params)) as CompletionItem[] | null;
    };
    assert.ok((await complete(".buildah-pipelines.yml"))!.some(({ label }) => label === "push-unbuilt"));
    await open("other.yml", text);
    assert.equal(await complete("other.yml"), null);
    // Where something else checks YAML, it has the schema.
    await set({ hasYamlSupport: true });
    await rules(".buildah-pipelines.yml", []);
    assert.equal(await complete(".buildah-pipelines.yml"), null);
  });

  it("leaves YAML to the extension that checks it, unless somebody wants both", { timeout: 20_000 }, async () => {
    const { open, rules, set } = await start({}, {});
    await open(".gitlab-ci.yml", "a: {script: *gone}\n");
    await rules(".gitlab-ci.yml", ["yaml-syntax"]);
    await set({ hasYamlSupport: true });
    await rules(".gitlab-ci.yml", []);
    await set({ hasYamlSupport: true, rules: { "yaml-syntax": "warning" } });
    await rules(".gitlab-ci.yml", ["yaml-syntax"]);
  });

  it("publishes on included files, and reads them again when they change on disk", { timeout: 20_000 }, async () => {
    const root = "include:\n  - local: /ci/build.yml\n";
    const { client, open, rules, uriOf, write } = await start({ ".gitlab-ci.yml": root, "ci/build.yml": bad });
    await open(".gitlab-ci.yml", root);
    await rules("ci/build.yml", ["platform-alias"]);
    write("ci/build.yml", bad.replace("x86_64", "amd64"));
    await client.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf("ci/build.yml"), type: 2 }],
    });
    await rules("ci/build.yml", []);
  });

  it("reads an open included file as part of its pipeline, from the editor's text", { timeout: 20_000 }, async () => {
    const { open, rules } = await start({
      ".gitlab-ci.yml": "variables:\n  P: linux/x86_64\ninclude: ci/build.yml\n",
      "ci/build.yml": "",
    });
    await open("ci/build.yml", bad.replace("linux/x86_64", "$P"));
    await rules(".gitlab-ci.yml", ["platform-alias"]);
    await rules("ci/build.yml", []);
  });

  it("gives a lens for each build job, and answers its own requests", { timeout: 20_000 }, async () => {
    const { client, open, rules, uriOf } = await start({ Containerfile: "FROM scratch\nCOPY a /\n" });
    await open(".gitlab-ci.yml", bad);
    await rules(".gitlab-ci.yml", ["platform-alias"]);
    const uri = uriOf(".gitlab-ci.yml");
    const lenses = await client.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
    assert.deepEqual(
      lenses?.map(({ command }) => command?.title),
      ["$(play) Build for linux/amd64"],
    );
    const jobs = await client.sendRequest(requests.buildJobs, { uri });
    assert.equal((jobs as { job: string }[])[0]?.job, "build-amd64");
    const plan = await client.sendRequest(requests.runPlan, {
      pipeline: uri,
      job: "build-amd64",
      hostPlatform: "linux/amd64",
      workingCopy: { folder: uriOf(".").replace(/\/\.$/, "") },
      answers: {},
    });
    const { steps } = plan as { steps: { arguments: string[]; containerfile?: { uri: string } }[] };
    assert.deepEqual(steps[0]?.arguments, ["build", "--platform", "linux/x86_64", "-t", "app", "."]);
    assert.equal(steps[0]?.containerfile?.uri, uriOf("Containerfile"));
  });
});
