import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, open } from "./workspace";

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.all.find((one) => one.packageJSON.name === "buildah-pipelines");
  assert.ok(found, "The extension is not installed.");
  return found;
}

describe("the extension", () => {
  afterEach(closeEditors);

  it("becomes active when a pipeline opens", async () => {
    await open(".gitlab-ci.yml");
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it("carries out each command that it contributes", async () => {
    await extension().activate();
    const known = await vscode.commands.getCommands(true);
    const contributed: { command: string }[] = extension().packageJSON.contributes.commands;
    assert.ok(contributed.length > 0);
    assert.deepEqual(
      contributed.map(({ command }) => command).filter((command) => !known.includes(command)),
      [],
    );
  });
});
