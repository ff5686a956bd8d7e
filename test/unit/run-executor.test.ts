import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { RunStep } from "../../src/protocol/messages";
import { adviseFor } from "../../src/run/executor/advice";
import { runBuild } from "../../src/run/executor/build";
import { findBuildah } from "../../src/run/executor/buildah";
import { makeEnvironment } from "../../src/run/executor/environment";
import { endGroup } from "../../src/run/executor/group";
import { hostPlatform, platformOf } from "../../src/run/executor/host";
import { isGroupAlive } from "../../src/run/executor/processes";
import { readWorkingCopy } from "../../src/run/executor/workingCopy";

const temporary = () => mkdtempSync(join(tmpdir(), "buildah-pipelines-run-"));

describe("the environment of a build", () => {
  it("holds what containers need of this machine's, and the plan's over it", () => {
    const host = {
      PATH: "/bin",
      HOME: "/home/me",
      LC_ALL: "C",
      https_proxy: "http://p",
      STORAGE_DRIVER: "overlay",
      GITHUB_TOKEN: "x",
      NODE_OPTIONS: "--x",
      LD_PRELOAD: "y",
    };
    assert.deepEqual(makeEnvironment(host, { STORAGE_DRIVER: "vfs", VERSION: "1" }), {
      PATH: "/bin",
      HOME: "/home/me",
      LC_ALL: "C",
      https_proxy: "http://p",
      STORAGE_DRIVER: "vfs",
      VERSION: "1",
    });
  });
});

describe("the advice for who has no Buildah", () => {
  const on = (osRelease: string, isRoot = false) => adviseFor({ platform: "linux", osRelease, isRoot });

  it("names the command of the system", () => {
    assert.equal(
      on('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'),
      "Buildah is not installed. On Debian GNU/Linux 12 (bookworm), run `sudo apt-get install buildah`.",
    );
    assert.match(on("NAME=Mint\nID=linuxmint\nID_LIKE='ubuntu debian'"), /On Mint, run `sudo apt-get install buildah`/);
    assert.match(on('ID="rocky"\nID_LIKE="rhel centos fedora"', true), /run `dnf install buildah`/);
    assert.match(on('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"'), /`sudo zypper install buildah`/);
    assert.match(on("ID=arch"), /`sudo pacman -S buildah`/);
    assert.match(on("ID=alpine"), /`sudo apk add buildah`/);
    assert.match(on("ID=nixos"), /nix-shell -p buildah/);
    assert.match(
      adviseFor({ platform: "linux", osRelease: "ID=fedora", isRoot: false, isOstree: true }),
      /`sudo rpm-ostree install buildah` and restart/,
    );
  });

  it("says what to look for on a system it does not know", () => {
    assert.match(
      on("ID=constructor\nPRETTY_NAME=Mine"),
      /^Buildah is not installed\. Install the package `buildah` with the package manager of Mine/,
    );
    assert.match(on(""), /package manager of this system/);
  });

  it("says that Buildah needs Linux", () => {
    assert.match(
      adviseFor({ platform: "darwin", isRoot: false }),
      /^Buildah runs on Linux only\. On macOS, .*podman machine init/,
    );
    assert.match(adviseFor({ platform: "win32", isRoot: false }), /^Buildah runs on Linux only\. On Windows, .*WSL/);
  });
});

describe("the host's platform", () => {
  it("is written as in an image index", () => {
    assert.equal(platformOf("x64", "LE", ""), "linux/amd64");
    assert.equal(platformOf("arm64", "LE", ""), "linux/arm64");
    assert.equal(platformOf("arm", "LE", "6"), "linux/arm/v6");
    assert.equal(platformOf("ia32", "LE", ""), "linux/386");
    assert.equal(platformOf("ppc64", "LE", ""), "linux/ppc64le");
    assert.equal(platformOf("s390x", "BE", ""), "linux/s390x");
    assert.match(hostPlatform(), /^linux\/\w+(\/v\d)?$/);
  });
});

describe("Buildah", () => {
  it("is not found where it is not", async () => {
    assert.equal(await findBuildah("/no/such/buildah"), undefined);
    assert.equal(await findBuildah(process.execPath), undefined);
  });

  it("that cannot be started gives one clear sentence", async () => {
    const folder = temporary();
    const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } };
    const step: RunStep = { arguments: ["build"], directory: "", uri: "file:///x", range, containerfile: undefined };
    const start = (buildah: string, directory = "") =>
      runBuild({ buildah, step: { ...step, directory }, folder, environment: {}, onOutput: () => {} }).done;
    assert.deepEqual(await start("/no/such/buildah"), {
      exitCode: undefined,
      isCancelled: false,
      failure: {
        message: "Buildah could not be started: there is no program /no/such/buildah.",
        at: "command",
        uri: "file:///x",
        range,
      },
    });
    assert.match((await start("/")).failure!.message, /^Buildah could not be started: \/ may not be executed\.$/);
    assert.equal(
      (await start("buildah", "gone")).failure!.message,
      `The folder ${join(folder, "gone")}, in which the command runs, does not exist.`,
    );
    rmSync(folder, { recursive: true });
  });
});

describe("ending a process group", { skip: process.platform === "win32" && "there are no process groups" }, () => {
  const groups: number[] = [];
  afterEach(() => {
    for (const group of groups.splice(0)) if (isGroupAlive(group)) process.kill(-group, "SIGKILL");
  });

  /** Starts a shell in a group of its own; also tells the process id that the script prints. */
  const start = async (script: string) => {
    const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "inherit"] });
    groups.push(child.pid!);
    const [printed] = await once(child.stdout, "data");
    return { group: child.pid!, printed: Number(String(printed)) };
  };
  /** One that has ended but that nobody waited for does not run. */
  const isRunning = (id: number) => {
    const status = `/proc/${id}/status`;
    return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
  };
  const end = async (group: number) => {
    const from = performance.now();
    await endGroup(group);
    return performance.now() - from;
  };

  it("asks first", async () => {
    const { group } = await start("sleep 300 & echo; wait");
    assert.ok((await end(group)) < 1_500);
    assert.equal(isGroupAlive(group), false);
  });

  it("kills what does not listen, even when the leader is gone", async () => {
    const { group } = await start("(trap '' TERM; echo; sleep 301) & exec sleep 302");
    const took = await end(group);
    assert.ok(took >= 2_000 && took < 4_000, `${took} ms`);
    assert.equal(isGroupAlive(group), false);
  });

  it("ends what left the group", { skip: process.platform !== "linux" && "needs /proc" }, async () => {
    const { group, printed } = await start("setsid sh -c 'trap \"\" TERM; echo $$; exec sleep 303' & wait");
    assert.ok(isRunning(printed));
    assert.ok((await end(group)) >= 2_000);
    assert.ok(!isRunning(printed));
  });
});

describe("the working copy", () => {
  let folder: string;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=me", "-c", "user.email=me@example.org", ...args], {
      encoding: "utf8",
    }).trim();

  before(() => {
    folder = temporary();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("has fewer facts without a repository and without a commit", async () => {
    assert.deepEqual(await readWorkingCopy(folder), { folder: pathToFileURL(folder).href });
    git("init", "--quiet", "--initial-branch=start");
    assert.deepEqual(await readWorkingCopy(folder), { folder: pathToFileURL(folder).href, branch: "start" });
  });

  it("tells commit and branch, and the tag only when it is checked out", async () => {
    writeFileSync(join(folder, "x"), "");
    git("add", "x");
    git("commit", "--quiet", "--message=x");
    git("tag", "v1");
    const sha = git("rev-parse", "HEAD");
    const timestamp = git("log", "-1", "--format=%cI");
    const known = { folder: pathToFileURL(folder).href, sha, timestamp };
    git("checkout", "--quiet", "-b", "feature/a");
    assert.deepEqual(await readWorkingCopy(folder), { ...known, branch: "feature/a" });
    git("checkout", "--quiet", "v1");
    assert.deepEqual(await readWorkingCopy(folder), { ...known, tag: "v1" });
    git("update-ref", "refs/remotes/origin/trunk", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    assert.equal((await readWorkingCopy(folder)).defaultBranch, "trunk");
  });
});
