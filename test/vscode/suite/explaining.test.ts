import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, closeEditors, open, openWith } from "./workspace";

const log = [
  "Running with gitlab-runner 17.5.3 (12030cf4)",
  "section_start:1700000000:step_script",
  "$ buildah manifest create $FQ_IMAGE_NAME",
  "$ buildah manifest add $FQ_IMAGE_NAME docker://$CI_REGISTRY_IMAGE:amd64",
  "$ buildah manifest add $FQ_IMAGE_NAME docker://$CI_REGISTRY_IMAGE:arm64",
  "Error: reading manifest arm64 in registry.example.com/g/app: manifest unknown",
  "ERROR: Job failed: exit code 125",
  "",
].join("\n");

/** The kinds of the pages to be seen. */
function pages(): string[] {
  const inputs = vscode.window.tabGroups.all.map(({ activeTab }) => activeTab?.input);
  return inputs.flatMap((input) =>
    input instanceof vscode.TabInputWebview ? input.viewType.replace(/^mainThreadWebview-/, "") : [],
  );
}

/** Waits until something is so; mocha's timeout ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe("explaining a log", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("notifications.clearAll");
    await closeEditors();
    await vscode.workspace.fs.delete(at("job.log"));
  });

  it("selects the line that tells the cause, shows the page beside it, and leaves the keyboard in the log", async () => {
    const { uri } = await openWith("job.log", log);
    await vscode.commands.executeCommand("buildahPipelines.explainLog", uri);
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.uri.path, uri.path);
    assert.equal(activeTextEditor.document.getText(activeTextEditor.selection), log.split("\n")[5]);
    await until(() => pages().includes("buildahPipelines.explanation"));
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  it("has one page, whatever is explained", async () => {
    const { uri } = await openWith("job.log", log);
    await vscode.commands.executeCommand("buildahPipelines.explainLog", uri);
    await vscode.commands.executeCommand("buildahPipelines.explainLog", uri);
    await until(() => pages().length > 0);
    assert.deepEqual(pages(), ["buildahPipelines.explanation"]);
  });

  it("opens the place of a cause where its file is open already", async () => {
    const uri = at(".gitlab-ci.yml");
    const document = await openWith("job.log", log);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Two });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    const range = { start: { line: 5, character: 2 }, end: { line: 5, character: 16 } };
    await vscode.commands.executeCommand("buildahPipelines.openPlace", { uri: uri.toString(), range });
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.getText(activeTextEditor.selection), "STORAGE_DRIVER");
    assert.equal(activeTextEditor.viewColumn, vscode.ViewColumn.Two);
  });
});

describe("checking this machine", () => {
  afterEach(closeEditors);

  it("shows a page", async function () {
    this.timeout(60_000);
    await open(".gitlab-ci.yml");
    await vscode.commands.executeCommand("buildahPipelines.checkMachine");
    await until(() => pages().includes("buildahPipelines.machine"));
  });
});
