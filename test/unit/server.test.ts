import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { after, describe, it } from "node:test";
import {
  CodeActionRequest,
  CodeLensRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  FileChangeType,
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
async function start(files: Readonly<Record<string, string>>, setting: readonly string[] = []) {
  let named = setting;
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
  const history: { path: string; version: number | undefined }[] = [];
  client.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
    published.set(uri, { version, diagnostics });
    history.push({ path: uri.slice(root.length + 1), version });
    for (const check of [...waiting]) check();
  });
  client.onRequest(ConfigurationRequest.type, ({ items }) =>
    items.map(({ section }) => (section === "buildahPipelines.files" ? named : {})),
  );
  client.listen();
  const root = fileIdOf(folder);
  const capabilities = { workspace: { workspaceFolders: true, configuration: true } };
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
    folder,
    uriOf,
    write,
    /** What was published, in order. */
    history,
    /** Tells of changes on disk as an editor does. */
    tell: (changes: Readonly<Record<string, FileChangeType>>) =>
      client.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: Object.entries(changes).map(([path, type]) => ({ uri: uriOf(path), type })),
      }),
    set: (globs: readonly string[]) => {
      named = globs;
      return client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    },
    type: (path: string, text: string, version: number) =>
      client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uriOf(path), version },
        contentChanges: [{ text }],
      }),
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

const manifest = (needs: string) => `manifest:\n  needs: [${needs}]\n  script: buildah manifest create x\n`;
const { Created, Changed, Deleted } = FileChangeType;

describe("findings of files that nobody has opened", () => {
  it("are published where they lie, each once, and go with their file", { timeout: 20_000 }, async () => {
    const { rules, history, folder, tell } = await start({
      ".gitlab-ci.yml": "include: ci/build.yml\n",
      "nightly.gitlab-ci.yml": "include: ci/build.yml\n",
      "ci/build.yml": bad,
    });
    await rules("ci/build.yml", ["platform-alias"]);
    assert.deepEqual(history, [{ path: "ci/build.yml", version: undefined }]);
    rmSync(join(folder, "ci"), { recursive: true });
    await tell({ ci: Deleted });
    await rules("ci/build.yml", []);
  });

  it("come and go with the pipeline that makes them", { timeout: 20_000 }, async () => {
    const { rules, write, folder, tell } = await start({ "ci/build.yml": bad });
    write(".gitlab-ci.yml", "include: ci/build.yml\n");
    await tell({ ".gitlab-ci.yml": Created });
    await rules("ci/build.yml", ["platform-alias"]);
    rmSync(join(folder, ".gitlab-ci.yml"));
    await tell({ ".gitlab-ci.yml": Deleted });
    await rules("ci/build.yml", []);
  });

  it("follow folders that are renamed, and what a branch switch changes", { timeout: 20_000 }, async () => {
    const { rules, write, folder, tell } = await start({
      "a/.gitlab-ci.yml": "include: /ci/*.yml\n",
      "a/ci/build.yml": bad,
    });
    await rules("a/ci/build.yml", ["platform-alias"]);
    renameSync(join(folder, "a"), join(folder, "b"));
    await tell({ a: Deleted, b: Created });
    await rules("a/ci/build.yml", []);
    await rules("b/ci/build.yml", ["platform-alias"]);
    write("b/ci/other.yml", bad.replace("build-amd64", "other"));
    write("b/ci/build.yml", bad.replace("x86_64", "amd64"));
    await tell({ "b/ci/other.yml": Created, "b/ci/build.yml": Changed });
    await rules("b/ci/other.yml", ["platform-alias"]);
    await rules("b/ci/build.yml", []);
  });

  it("go with the folder when it leaves the workspace", { timeout: 20_000 }, async () => {
    const { rules, client, uriOf } = await start({ ".gitlab-ci.yml": bad });
    await rules(".gitlab-ci.yml", ["platform-alias"]);
    await client.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [], removed: [{ uri: uriOf("."), name: "project" }] },
    });
    await rules(".gitlab-ci.yml", []);
  });

  it("are not looked for behind links that leave the workspace", { timeout: 20_000 }, async () => {
    const outside = await start({ "build.yml": bad });
    const { rules, folder, write, tell } = await start({
      ".gitlab-ci.yml": `include: out/build.yml\n${manifest("gone")}`,
    });
    symlinkSync(outside.folder, join(folder, "out"));
    write("after.gitlab-ci.yml", bad);
    await tell({ out: Created, "after.gitlab-ci.yml": Created });
    await rules("after.gitlab-ci.yml", ["platform-alias"]);
    await rules("out/build.yml", []);
    // What is not read may define anything.
    await rules(".gitlab-ci.yml", []);
  });
});

describe("an open fragment", () => {
  it("is read as a part of each of its roots", { timeout: 20_000 }, async () => {
    const { open, rules, type } = await start({
      ".gitlab-ci.yml": `include: ci/build.yml\n${manifest("build-amd64")}`,
      "nightly.gitlab-ci.yml": `include: ci/build.yml\n${manifest("build-arm64")}`,
    });
    await open("ci/build.yml", bad);
    await rules("ci/build.yml", ["platform-alias"], 1);
    await rules("nightly.gitlab-ci.yml", ["needs-undefined"]);
    await type("ci/build.yml", bad.replace("build-amd64", "build-arm64"), 2);
    await rules(".gitlab-ci.yml", ["needs-undefined"]);
    await rules("nightly.gitlab-ci.yml", []);
  });

  it("has one lens for a job that several roots include", { timeout: 20_000 }, async () => {
    const { open, rules, client, uriOf } = await start({
      ".gitlab-ci.yml": "include: ci/build.yml\n",
      "nightly.gitlab-ci.yml": "include: ci/build.yml\n",
    });
    await open("ci/build.yml", bad);
    await rules("ci/build.yml", ["platform-alias"], 1);
    const textDocument = { uri: uriOf("ci/build.yml") };
    const jobs = (await client.sendRequest(requests.buildJobs, {})) as unknown[];
    const lenses = await client.sendRequest(CodeLensRequest.type, { textDocument });
    assert.deepEqual([jobs.length, lenses?.length], [2, 1]);
  });

  it("without a root has those findings only that no root can take away", { timeout: 20_000 }, async () => {
    const { open, rules, write, tell, client, uriOf } = await start({ "ci/build.yml": bad });
    await open("ci/build.yml", bad + manifest("gone"));
    await rules("ci/build.yml", ["platform-alias"], 1);
    write(".gitlab-ci.yml", "include: ci/build.yml\n");
    await tell({ ".gitlab-ci.yml": Created });
    await rules("ci/build.yml", ["needs-undefined", "platform-alias"], 1);
    await client.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: uriOf("ci/build.yml") },
    });
    // On disk nothing is needed.
    await rules("ci/build.yml", ["platform-alias"]);
  });
});

describe("the setting files", () => {
  it("names pipelines by globs, and is followed when it changes", { timeout: 20_000 }, async () => {
    const files = {
      "ci/main.yml": manifest("gone"),
      "ci/part.yml": manifest("gone"),
      "deploy/x.yml": manifest("gone"),
    };
    const { rules, set } = await start(files, ["/ci/*.yml", "!ci/part.yml"]);
    await rules("ci/main.yml", ["needs-undefined"]);
    await set(["deploy/*.yml"]);
    await rules("deploy/x.yml", ["needs-undefined"]);
    await rules("ci/main.yml", []);
    await rules("ci/part.yml", []);
  });

  it("may hold anything", { timeout: 20_000 }, async () => {
    const { rules } = await start({ ".gitlab-ci.yml": bad }, [7, null, "", "[", "!"] as unknown as string[]);
    await rules(".gitlab-ci.yml", ["platform-alias"]);
  });
});

describe("what is published", () => {
  it("is told again only for the files that changed", { timeout: 20_000 }, async () => {
    const { open, rules, history, type } = await start({
      ".gitlab-ci.yml": "include: ci/build.yml\n",
      "ci/build.yml": bad,
      "other.gitlab-ci.yml": bad,
    });
    await rules("other.gitlab-ci.yml", ["platform-alias"]);
    await open(".gitlab-ci.yml", "include: ci/build.yml\n");
    await rules(".gitlab-ci.yml", [], 1);
    history.length = 0;
    await type(".gitlab-ci.yml", `include: ci/build.yml\n${manifest("gone")}`, 2);
    await rules(".gitlab-ci.yml", ["needs-undefined"], 2);
    assert.deepEqual(history, [{ path: ".gitlab-ci.yml", version: 2 }]);
  });

  it("is never older than what was typed", { timeout: 20_000 }, async () => {
    const { open, rules, history, type } = await start({ "ci/build.yml": bad });
    await open(".gitlab-ci.yml", manifest("gone"));
    for (let version = 2; version <= 30; version++) {
      // Each second text has a file to wait for.
      await type(".gitlab-ci.yml", version % 2 ? manifest("gone") : `include: ci/none${version}.yml\n`, version);
    }
    await type(".gitlab-ci.yml", bad, 31);
    await rules(".gitlab-ci.yml", ["platform-alias"], 31);
    const versions = history.map(({ version }) => version!);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
  });
});
