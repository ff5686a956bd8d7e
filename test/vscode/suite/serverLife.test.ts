import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import { skip } from "./skip";
import { at, closeEditors, openWith, retype, waitForNoRule, waitForRule } from "./workspace";

const withUndefinedNeed = "create_manifest:\n  needs: [build]\n  script: buildah manifest create x\n";
const without = "create_manifest:\n  script: buildah manifest create x\n";

describe("the language server", () => {
  before(function () {
    if (process.platform !== "linux") skip(this, "its process is found in /proc");
  });

  afterEach(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(at("life.gitlab-ci.yml"));
  });

  it("is started again after a crash, once, and by command after that", async () => {
    const document = await openWith("life.gitlab-ci.yml", withUndefinedNeed);
    await waitForRule(document.uri, "needs-undefined");

    const first = serverProcess();
    assert.ok(first, "There is no server process.");
    process.kill(first, "SIGKILL");
    await until(() => serverProcess() !== undefined && serverProcess() !== first);
    await retype(document, without);
    await waitForNoRule(document.uri, "needs-undefined");
    await retype(document, withUndefinedNeed);
    await waitForRule(document.uri, "needs-undefined");

    const second = serverProcess();
    assert.ok(second);
    process.kill(second, "SIGKILL");
    await waitForNoRule(document.uri, "needs-undefined");
    assert.equal(serverProcess(), undefined);

    await vscode.commands.executeCommand("buildahPipelines.restartServer");
    await waitForRule(document.uri, "needs-undefined");
  });
});

/** The process id of the server that this extension host has started. */
function serverProcess(): number | undefined {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const id = ids.find((one) => {
    try {
      const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${one}/status`, "utf8")) ?? [];
      const isZombie = /^State:\s*Z/m.test(readFileSync(`/proc/${one}/status`, "utf8"));
      const line = readFileSync(`/proc/${one}/cmdline`, "utf8");
      return Number(parent) === process.pid && !isZombie && /[/\\]dist[/\\]server\.js\0/.test(line);
    } catch {
      // It has ended in the meantime.
      return false;
    }
  });
  return id === undefined ? undefined : Number(id);
}

/** Asks again and again; mocha's timeout ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
}
