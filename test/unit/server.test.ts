import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  FileChangeType,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { type BuildNeeds, type LogExplanation, requests } from "../../src/protocol/messages";
import { rules as allRules } from "../../src/rules/index";
import type { Rule } from "../../src/rules/rule";
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

/** What people may have set below `buildahPipelines`. */
type Given = Readonly<Record<string, unknown>>;

/**
 * A real server and a real client over two streams, on a folder on disk.
 * @param folders what is set in folders of the workspace, by their paths; without it there is one
 */
async function start(
  files: Readonly<Record<string, string>>,
  settings: Given = {},
  folders: Readonly<Record<string, Given>> = { "": {} },
) {
  let given = settings;
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
    items.map(({ scopeUri }) => {
      const path = Object.keys(folders).find((name) => scopeUri === uriOf(name));
      return { ...given, ...(path === undefined ? {} : folders[path]) };
    }),
  );
  client.listen();
  const root = fileIdOf(folder);
  const capabilities = { workspace: { workspaceFolders: true, configuration: true } };
  const uriOf = (path: string) => fileIdOf(join(folder, path));
  const workspaceFolders = Object.keys(folders).map((name) => ({ uri: uriOf(name), name }));
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
    set: (next: Given) => {
      given = next;
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
  "build-amd64:\n  tags: [saas-linux-small-amd64]\n  image: quay.io/buildah/stable:v1.39.3\n  script:\n    - buildah build --platform linux/x86_64 -t app .\n";

describe("the server over streams", () => {
  it("finds on opening, follows every key, and names the version", { timeout: 20_000 }, async () => {
    const { client, open, rules, uriOf } = await start({});
    await open(".gitlab-ci.yml", bad);
    const [diagnostic] = await rules(".gitlab-ci.yml", ["platform-alias"], 1);
    assert.deepEqual(diagnostic?.range, { start: { line: 4, character: 31 }, end: { line: 4, character: 43 } });
    assert.equal(diagnostic?.source, "Buildah");
    assert.equal(diagnostic?.codeDescription?.href, "file:///pages/platform-alias.md");
    const range = { start: { line: 4, character: 37 }, end: { line: 4, character: 43 } };
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
    const line = { line: 4, character: 0 };
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
    await rules(".gitlab-ci.yml", ["platform-alias", "platform-whitespace"]);
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

  it("reads the pipelines that the file of settings names, and follows it on disk and in the editor", {
    timeout: 20_000,
  }, async () => {
    const { open, rules, tell, type, write } = await start(
      { "deploy/x.yml": bad, "more/y.yml": bad, ".buildah-pipelines.yml": "files: [deploy/*.yml]\n" },
      { files: ["more/*.yml"] },
    );
    await rules("deploy/x.yml", ["platform-alias"]);
    await rules("more/y.yml", ["platform-alias"]);
    write(".buildah-pipelines.yml", "rules: {platform-alias: warning}\n");
    await tell({ ".buildah-pipelines.yml": FileChangeType.Changed });
    await rules("deploy/x.yml", []);
    await open(".buildah-pipelines.yml", "files: [deploy/x.yml]\n");
    await rules("deploy/x.yml", ["platform-alias"]);
    await type(".buildah-pipelines.yml", "files: []\n", 2);
    await rules("deploy/x.yml", []);
    await rules("more/y.yml", ["platform-alias"]);
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

describe("what the server says of machines and logs", () => {
  it("is about all pipelines of the workspace, open or not", { timeout: 20_000 }, async () => {
    const { client, uriOf } = await start({ "app/.gitlab-ci.yml": bad });
    const explanation = await client.sendRequest<LogExplanation>(requests.explainLog, {
      text: "$ buildah build --platform linux/x86_64 -t app .\nError: toomanyrequests\n",
    });
    assert.deepEqual(
      explanation.causes.map(({ job, place, quote }) => [job, place?.uri, quote.line]),
      [["build-amd64", uriOf("app/.gitlab-ci.yml"), 1]],
    );
    const needs = await client.sendRequest<BuildNeeds>(requests.buildNeeds);
    assert.deepEqual(needs, { platforms: ["linux/amd64"], runners: [] });
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

  it("tells that jobs of a child pipeline start in the project's folder", { timeout: 20_000 }, async () => {
    const { open, rules, client, uriOf } = await start({
      ".gitlab-ci.yml": "child:\n  trigger: { include: app/.gitlab-ci.yml }\n",
      "app/.gitlab-ci.yml": bad,
    });
    await open("app/.gitlab-ci.yml", bad);
    await rules("app/.gitlab-ci.yml", ["platform-alias"], 1);
    const jobs = (await client.sendRequest(requests.buildJobs, {})) as { pipeline: string; folder: string }[];
    assert.deepEqual(
      jobs.map(({ pipeline, folder }) => [pipeline, `${folder}/.gitlab-ci.yml`]),
      [[uriOf("app/.gitlab-ci.yml"), uriOf(".gitlab-ci.yml")]],
    );
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
    const { rules, set } = await start(files, { files: ["/ci/*.yml", "!ci/part.yml"] });
    await rules("ci/main.yml", ["needs-undefined"]);
    await set({ files: ["deploy/*.yml"] });
    await rules("deploy/x.yml", ["needs-undefined"]);
    await rules("ci/main.yml", []);
    await rules("ci/part.yml", []);
  });

  it("may hold anything", { timeout: 20_000 }, async () => {
    const { rules } = await start({ ".gitlab-ci.yml": bad }, { files: [7, null, "", "[", "!"] });
    await rules(".gitlab-ci.yml", ["platform-alias"]);
  });
});

describe("settings of folders", () => {
  it("count for the folder of the workspace that has them", { timeout: 20_000 }, async () => {
    const { rules, set } = await start(
      { "one/.gitlab-ci.yml": bad, "two/.gitlab-ci.yml": bad, "two/main.yml": bad },
      {},
      { one: { rules: { "platform-alias": "error" } }, two: { rules: { "platform-alias": "hint" }, files: ["*.yml"] } },
    );
    assert.equal((await rules("one/.gitlab-ci.yml", ["platform-alias"]))[0]!.severity, 1);
    assert.equal((await rules("two/.gitlab-ci.yml", ["platform-alias"]))[0]!.severity, 4);
    await rules("two/main.yml", ["platform-alias"]);
    await set({ lint: { enable: false } });
    await rules("one/.gitlab-ci.yml", []);
  });

  it("are those of their own file, which may name pipelines too", { timeout: 20_000 }, async () => {
    const { folder, rules, tell, write } = await start({
      ".buildah-pipelines.yml": "rules: {platform-alias: error}\n",
      ".gitlab-ci.yml": bad,
      "parts/app/.buildah-pipelines.yml": "files: [deploy/*.yml]\nrules: {platform-alias: hint}\n",
      "parts/app/deploy/x.yml": bad,
      "deploy/y.yml": bad,
    });
    assert.equal((await rules("parts/app/deploy/x.yml", ["platform-alias"]))[0]!.severity, 4);
    assert.equal((await rules(".gitlab-ci.yml", ["platform-alias"]))[0]!.severity, 1);
    await rules("deploy/y.yml", []);
    write("parts/app/deploy/new.yml", bad);
    await tell({ "parts/app/deploy/new.yml": FileChangeType.Created });
    await rules("parts/app/deploy/new.yml", ["platform-alias"]);
    write("parts/app/.buildah-pipelines.yml", "files: [deploy/new.yml]\n");
    await tell({ "parts/app/.buildah-pipelines.yml": FileChangeType.Changed });
    await rules("parts/app/deploy/x.yml", []);
    await rules("parts/app/deploy/new.yml", ["platform-alias"]);
    rmSync(join(folder, "parts/app/.buildah-pipelines.yml"));
    await tell({ "parts/app/.buildah-pipelines.yml": FileChangeType.Deleted });
    await rules("parts/app/deploy/new.yml", []);
  });
});

describe("a rule that throws", () => {
  it("is named in the log once, and the others go on", { timeout: 20_000 }, async (test) => {
    const rule = allRules.find(({ id }) => id === "platform-alias")!;
    test.mock.method(rule as Required<Rule>, "job", () => {
      throw new Error("broken");
    });
    const text = `${bad}manifest:\n  needs: [gone]\n  script: buildah manifest create x\n`;
    const { client, open, rules, type } = await start({});
    const logged: string[] = [];
    client.onNotification(LogMessageNotification.type, ({ message }) => {
      logged.push(message);
    });
    await open(".gitlab-ci.yml", text);
    await rules(".gitlab-ci.yml", ["needs-undefined"]);
    await type(".gitlab-ci.yml", `${text}# more\n`, 2);
    await rules(".gitlab-ci.yml", ["needs-undefined"], 2);
    assert.deepEqual(
      logged.map((line) => line.split("\n")[0]),
      ["The rule platform-alias failed and was left out: Error: broken"],
    );
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
