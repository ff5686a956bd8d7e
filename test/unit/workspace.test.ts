import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FileHost, Workspace } from "../../src/workspace/snapshot";

/** A disk whose reads end when the test says so. */
class SlowDisk implements FileHost {
  readonly files = new Map<string, string>();
  readonly #waiting: (() => void)[] = [];

  async readFile(file: string): Promise<string | undefined> {
    const text = this.files.get(file);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return text;
  }

  async listFiles(): Promise<readonly string[]> {
    return [...this.files.keys()].sort();
  }

  /** Lets the reads end that are under way. */
  async release(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    for (const resolve of this.#waiting.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const read = (workspace: Workspace, file: string) =>
  workspace.compute((reader) => {
    const state = reader.read(file);
    return state.kind === "loaded" ? state.text : state.kind;
  });

describe("a workspace", () => {
  it("reads a file again that changed while it was read", async () => {
    const disk = new SlowDisk();
    disk.files.set("file:///p/a", "old");
    const workspace = new Workspace(disk);
    const result = read(workspace, "file:///p/a");
    await new Promise((resolve) => setImmediate(resolve));
    disk.files.set("file:///p/a", "new");
    workspace.forget(["file:///p/a"]);
    await disk.release();
    await disk.release();
    assert.equal(await result, "new");
  });

  it("forgets what lies below a folder that went, and keeps what an editor holds", async () => {
    const disk = new SlowDisk();
    disk.files.set("file:///p/ci/a.yml", "text");
    const workspace = new Workspace(disk);
    const first = read(workspace, "file:///p/ci/a.yml");
    await disk.release();
    assert.equal(await first, "text");
    disk.files.clear();
    workspace.forgetBelow(new Set(["file:///p/ci"]));
    const second = read(workspace, "file:///p/ci/a.yml");
    await disk.release();
    assert.equal(await second, "absent");
    workspace.open("file:///p/ci/a.yml", "typed");
    assert.equal(await read(workspace, "file:///p/ci/a.yml"), "typed");
  });

  it("says that a file is absent, once it has looked", async () => {
    const disk = new SlowDisk();
    const result = read(new Workspace(disk), "file:///p/none");
    await disk.release();
    assert.equal(await result, "absent");
  });
});
