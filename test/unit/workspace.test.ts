import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fileIdOf, NodeFiles } from "../../src/server/nodeFiles";
import { compileGlobs } from "../../src/workspace/globs";
import { roleOf } from "../../src/workspace/kind";
import { Recording } from "../../src/workspace/recording";
import { readRemotes } from "../../src/workspace/remotes";
import { Roots } from "../../src/workspace/roots";
import { type FileHost, Workspace } from "../../src/workspace/snapshot";
import fc from "./properties";

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

describe("what was read", () => {
  const projects = new Map<string, string>();
  const disk = {
    files: new Map([["file:///p/a.yml", "a"]]),
    listings: ["file:///p/a.yml"],
    readFile: async (file: string) => disk.files.get(file),
    listFiles: async () => [...disk.listings],
    findProject: async (path: string) => projects.get(path),
  };
  const workspace = new Workspace(disk);
  const record = () =>
    workspace.compute((reader) => {
      const reads = new Recording(reader);
      reads.read("file:///p/a.yml");
      reads.read("file:///p/none.yml");
      reads.list("file:///p", "*.yml");
      reads.project("group/ci");
      return reads;
    });
  const holds = (reads: Recording) => workspace.compute((reader) => reads.holdsFor(reader));

  it("holds until one of its files, patterns or projects is told differently", async () => {
    const reads = await record();
    assert.equal(await holds(reads), true);
    workspace.open("file:///p/other.yml", "b");
    assert.equal(await holds(reads), true);
    workspace.open("file:///p/a.yml", "typed");
    assert.equal(await holds(reads), false);
    workspace.open("file:///p/a.yml", "a");
    assert.equal(await holds(reads), true);
    workspace.forgetBelow(new Set(["file:///p/none.yml"]));
    assert.equal(await holds(reads), true);
    disk.files.set("file:///p/none.yml", "now");
    workspace.forgetBelow(new Set(["file:///p/none.yml"]));
    assert.equal(await holds(reads), false);
  });

  it("counts the files that match a pattern", async () => {
    const reads = await record();
    disk.listings.push("file:///p/b.yml");
    workspace.forget(["file:///p/b.yml"]);
    assert.equal(await holds(reads), true, "What a file holds makes no difference to where it is.");
    workspace.forgetBelow(new Set(["file:///p/b.yml"]));
    assert.equal(await holds(reads), false);
  });

  it("counts the projects that are there", async () => {
    const reads = await record();
    projects.set("group/ci", "file:///ci");
    workspace.forgetAll();
    assert.equal(await holds(reads), false);
    assert.equal(await workspace.compute((reader) => reader.project?.("group/ci")), "file:///ci");
  });
});

describe("snapshots", () => {
  it("are not kept by those that follow", async () => {
    const workspace = new Workspace({ readFile: async () => "a", listFiles: async () => [] });
    let reads: Recording | undefined;
    const first = await workspace.compute((reader) => {
      reads = new Recording(reader);
      reads.read("file:///a");
      return new WeakRef(reader);
    });
    for (let index = 0; index < 3; index++) {
      workspace.open("file:///b", String(index));
      assert.equal(await workspace.compute((reader) => reads!.holdsFor(reader)), true);
      // What a WeakRef was asked for lives until the end of the turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    setFlagsFromString("--expose-gc");
    runInNewContext("gc")();
    assert.equal(first.deref(), undefined);
  });
});

describe("the roots of files", () => {
  it("are the pipelines that they are a part of, until those change or go", () => {
    const roots = new Roots();
    const files = (...names: string[]) => new Map(names.map((name) => [name, name]));
    roots.set("a", files("a", "shared"));
    roots.set("b", files("b", "shared"));
    assert.deepEqual([...roots.of("shared")], ["a", "b"]);
    assert.deepEqual([...roots.of("a")], ["a"]);
    roots.set("a", files("a"));
    assert.deepEqual([...roots.of("shared")], ["b"]);
    roots.retain((root) => root === "a");
    assert.deepEqual([...roots.of("shared"), ...roots.of("b")], []);
  });
});

describe("the role of a file by its path", () => {
  for (const [role, paths] of Object.entries({
    root: [".gitlab-ci.yml", "services/a/.gitlab-ci.yml", ".gitlab/.gitlab-ci.yml"],
    unsure: ["nightly.gitlab-ci.yml", ".gitlab-ci.yaml", "gitlab-ci.yml", "services/build.gitlab-ci.yml"],
    fragment: [
      ".gitlab/ci/build.gitlab-ci.yml",
      ".gitlab-ci/build.yaml",
      "ci/x.yml",
      "templates/image/template.yml",
      "common-ci.yml",
      "gitlab-ci-base.yml",
      "build.ci.yml",
    ],
    undefined: ["docker-compose.yml", "circle.yml", "src/specific.yml", "ci/build.sh", "magic.yml", "citizens/a.yml"],
  })) {
    it(`is ${role} for ${paths.join(", ")}`, () => {
      assert.deepEqual(
        paths.map((path) => String(roleOf(path))),
        paths.map(() => role),
      );
    });
  }
});

describe("globs", () => {
  it("are relative to their folder, and those with ! take out", () => {
    const matches = compileGlobs(["/ci/**/*.yml", "./top.yml", "!ci/old/**"]);
    const paths = ["ci/a.yml", "ci/.x/b.yml", "top.yml", "ci/old/a.yml", "a/top.yml", "other.yml"];
    assert.deepEqual(paths.filter(matches), ["ci/a.yml", "ci/.x/b.yml", "top.yml"]);
    assert.ok(!compileGlobs(["!a"])("b"));
  });

  it("never throw", () => {
    const glob = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[!*?[\](){}@|+,/.a-]{0,20}$/),
      fc.constant("(".repeat(70_000)),
    );
    fc.assert(
      fc.property(fc.array(glob), fc.string(), (globs, path) => typeof compileGlobs(globs)(path) === "boolean"),
    );
  });
});

describe("the files on disk", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "files-")));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const uri = (path: string) => fileIdOf(join(folder, path));

  it("are read by the thousand", async () => {
    for (let index = 0; index < 3_000; index++) write(`many/${index}.yml`, String(index));
    const host = new NodeFiles([folder]);
    const texts = await Promise.all(
      Array.from({ length: 3_000 }, (_, index) => host.readFile(uri(`many/${index}.yml`))),
    );
    assert.deepEqual(
      texts,
      texts.map((_, index) => String(index)),
    );
  });

  it("are not there where they are no files, too large, or outside", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.yml")]);
    write("large.yml", "#".repeat(11 * 1024 * 1024));
    write("inside/a.yml", "a");
    write("outside.yml", "b");
    symlinkSync("../outside.yml", join(folder, "inside", "link.yml"));
    symlinkSync("a.yml", join(folder, "inside", "own.yml"));
    const host = new NodeFiles([join(folder, "inside")]);
    const all = new NodeFiles([folder]);
    assert.deepEqual(await Promise.all(["pipe.yml", "large.yml", "inside"].map((path) => all.readFile(uri(path)))), [
      undefined,
      undefined,
      undefined,
    ]);
    assert.equal(await host.readFile(uri("inside/link.yml")), undefined);
    assert.equal(await host.readFile(uri("outside.yml")), undefined);
    assert.equal(await host.readFile(uri("inside/own.yml")), "a");
  });

  it("are found below a folder, without what tools keep there and without following links to folders", async () => {
    for (const path of ["t/.gitlab-ci.yml", "t/node_modules/x/.gitlab-ci.yml", "t/a/b/.gitlab-ci.yml"]) write(path, "");
    symlinkSync("..", join(folder, "t", "up"));
    const find = (below: string) =>
      new NodeFiles([folder]).findFiles(uri("t"), (path) => path.endsWith(".gitlab-ci.yml"), uri(below));
    assert.deepEqual(await find("t"), [uri("t/.gitlab-ci.yml"), uri("t/a/b/.gitlab-ci.yml")]);
    assert.deepEqual(await find("t/a"), [uri("t/a/b/.gitlab-ci.yml")]);
    assert.deepEqual(await find("t/up"), []);
    assert.deepEqual(await find("t/none"), []);
  });
});

describe("the project of a folder", () => {
  it("is read from the addresses of its remotes", () => {
    const configuration = (url: string) =>
      `[core]\n\tbare = false\n[remote "upstream"]\n\turl = ${url}\n\tfetch = +refs/*\n`;
    for (const [url, project] of [
      ["https://gitlab.com/group/ci.git", "group/ci"],
      ["https://user:secret@gitlab.example:8443/group/sub/ci", "group/sub/ci"],
      ["ssh://git@gitlab.com:2222/group/ci.git/", "group/ci"],
      ["git@gitlab.com:group/ci.git", "group/ci"],
      ["gitlab.com:/group/ci.git", "group/ci"],
      ['"https://gitlab.com/group/ci.git"', "group/ci"],
      ["/srv/git/ci.git", undefined],
      ["../ci", undefined],
      ["file:///srv/git/ci.git", undefined],
      ["C:\\git\\ci", undefined],
    ] as const) {
      assert.deepEqual(readRemotes(configuration(url)), project === undefined ? [] : [project], url);
    }
    const two = `${configuration("a@b.c:up/ci")}[remote "origin"]\n  url = a@b.c:me/ci\n[branch "url"]\n  url = a@b.c:no/no\n`;
    assert.deepEqual(readRemotes(two), ["me/ci", "up/ci"]);
  });

  it("is that of the repository, its submodules and its further working trees", async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "projects-")));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always", ...args], {
        cwd: folder,
        stdio: "pipe",
      });
    git("init", "-q", "main");
    git("-C", "main", "remote", "add", "origin", "git@gitlab.com:Group/Main.git");
    git("-C", "main", "commit", "-q", "--allow-empty", "-m", "a");
    git("-C", "main", "worktree", "add", "-q", "../tree");
    git("init", "-q", "fork");
    git("-C", "fork", "remote", "add", "origin", "https://gitlab.com/me/main");
    git("-C", "fork", "remote", "add", "upstream", "https://gitlab.com/group/main");
    git("init", "-q", "part");
    git("-C", "part", "commit", "-q", "--allow-empty", "-m", "a");
    git("-C", "main", "submodule", "add", "-q", join(folder, "part"), "sub");
    git("-C", "main/sub", "remote", "set-url", "origin", "https://gitlab.com/group/part.git");
    const find = (path: string, ...folders: string[]) =>
      new NodeFiles(folders.map((name) => join(folder, name))).findProject(path);
    assert.equal(await find("group/main", "fork", "main"), fileIdOf(join(folder, "main")));
    assert.equal(await find("group/main", "fork"), fileIdOf(join(folder, "fork")));
    assert.equal(await find("GROUP/main", "tree"), fileIdOf(join(folder, "tree")));
    assert.equal(await find("group/part", "main", "main/sub"), fileIdOf(join(folder, "main/sub")));
    assert.equal(await find("group/other", "main", "fork"), undefined);
  });
});
