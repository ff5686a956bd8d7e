import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, open } from "./workspace";

/** As Buildah names this machine. */
const hostPlatform = `linux/${process.arch === "x64" ? "amd64" : process.arch}`;

describe("building on this machine", () => {
  afterEach(closeEditors);

  it("is offered above each job that builds an image", async () => {
    const { uri } = await open(".gitlab-ci.yml");
    const lenses = await askUntil(
      () => vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100),
      (found) => found.length >= 2,
    );
    const titles = lenses.map((lens) => lens.command?.title ?? "");
    assert.ok(
      titles.some((title) => title.endsWith(`Build for ${hostPlatform}`)),
      titles.join("; "),
    );
    assert.ok(lenses.every((lens) => lens.command?.command === "buildahPipelines.buildForHostPlatform"));
  });

  it("is a task for each job that builds for this machine", async () => {
    await open(".gitlab-ci.yml");
    const tasks = await askUntil(
      () => vscode.tasks.fetchTasks({ type: "buildahPipelines" }),
      (found) => found.length > 0,
    );
    assert.ok(tasks.every((task) => task.source === "Buildah" && task.group === vscode.TaskGroup.Build));
    assert.ok(tasks.some((task) => task.definition.job === `build-${hostPlatform.slice("linux/".length)}`));
  });
});

/** Asks again until the server has read the pipeline; mocha's timeout ends it. */
async function askUntil<T>(ask: () => Thenable<T>, isEnough: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
