import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { after, describe, it } from "node:test";
import {
  CodeActionRequest,
  CodeLensRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
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
async function start(files: Readonly<Record<string, string>>) {
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
  client.listen();
  const root = fileIdOf(folder);
  const capabilities = { workspace: { workspaceFolders: true } };
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
    assert.deepEqual(actions, [
      {
        title: "Write linux/amd64",
        kind: "quickfix",
        diagnostics,
        isPreferred: true,
        edit: { changes: { [uri]: [{ range: diagnostics[0]!.range, newText: "linux/amd64" }] } },
      },
    ]);
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
