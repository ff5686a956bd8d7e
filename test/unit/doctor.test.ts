import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findBuildNeeds } from "../../src/features/buildNeeds";
import { checkRunners } from "../../src/features/runnerChecks";
import type { HostFacts } from "../../src/run/doctor/facts";
import { judge } from "../../src/run/doctor/judge";
import { readWanted } from "../../src/run/doctor/wanted";
import { analyseFiles } from "./fixtures";

/** A machine on which everything works, of a user without rights. */
const good: HostFacts = {
  system: { platform: "linux", osRelease: 'ID=debian\nPRETTY_NAME="Debian 12"', isRoot: false },
  platform: "linux/amd64",
  user: "build",
  buildah: { path: "/usr/bin/buildah", version: "1.39.3" },
  podman: undefined,
  hasAdminRights: false,
  namespace: { failure: undefined },
  maxUserNamespaces: 15_000,
  unprivilegedClone: true,
  appArmorRestricts: undefined,
  hasSeccompFilter: false,
  hasNoNewPrivileges: false,
  subUids: 65_536,
  subGids: 65_536,
  newuidmap: { path: "/usr/bin/newuidmap", hasRights: true },
  newgidmap: { path: "/usr/bin/newgidmap", hasRights: true },
  hasFuse: false,
  drivers: new Map([
    ["overlay", undefined],
    ["vfs", undefined],
  ]),
  emulators: [{ architecture: "arm64", isEnabled: true, isOpened: true }],
  storage: { folder: "/home/build", freeBytes: 50e9 },
  registries: new Map(),
};

/** What is not well on a machine that differs from the good one. */
function lacksOf(changes: Partial<HostFacts>, platforms: readonly string[] = ["linux/amd64", "linux/arm64"]) {
  return judge({ ...good, ...changes }, platforms).filter(({ state }) => state !== "ok");
}

describe("the check of a machine", () => {
  it("finds nothing where all is well", () => assert.deepEqual(lacksOf({}), []));

  /** What differs, the check that says so, and a part of its remedy. */
  const cases: readonly (readonly [string, Partial<HostFacts>, string, string, RegExp])[] = [
    ["no Buildah", { buildah: undefined }, "engine", "failure", /sudo apt-get install buildah/],
    ["Podman alone", { buildah: undefined, podman: { path: "podman", version: "5" } }, "engine", "warning", /install/],
    ["another system", { system: { platform: "darwin", isRoot: false } }, "engine", "failure", /virtual machine/],
    [
      "no namespaces left",
      { namespace: { failure: "No space left on device" }, maxUserNamespaces: 0 },
      "user-namespaces",
      "failure",
      /user\.max_user_namespaces/,
    ],
    [
      "Debian's switch",
      { namespace: { failure: "Operation not permitted" }, unprivilegedClone: false },
      "user-namespaces",
      "failure",
      /unprivileged_userns_clone=1/,
    ],
    [
      "Ubuntu's AppArmor",
      { namespace: { failure: "Operation not permitted" }, appArmorRestricts: true },
      "user-namespaces",
      "failure",
      /apparmor_restrict_unprivileged_userns=0/,
    ],
    [
      "Docker's seccomp profile",
      { namespace: { failure: "Operation not permitted" }, hasSeccompFilter: true },
      "user-namespaces",
      "failure",
      /seccomp=unconfined/,
    ],
    ["no range of ids", { subUids: undefined }, "sub-ids", "failure", /usermod --add-subuids .* build/],
    ["a small range of ids", { subGids: 1000 }, "sub-ids", "warning", /usermod/],
    ["no newuidmap", { newuidmap: undefined }, "newuidmap", "failure", /apt-get install uidmap/],
    ["a weak newgidmap", { newgidmap: { path: "/n", hasRights: false } }, "newuidmap", "failure", /chmod u\+s/],
    ["no new privileges", { hasNoNewPrivileges: true }, "newuidmap", "failure", /no-new-privileges/],
    [
      "vfs alone",
      {
        drivers: new Map([
          ["overlay", "'overlay' is not supported over overlayfs"],
          ["vfs", undefined],
        ]),
      },
      "storage-driver",
      "warning",
      /STORAGE_DRIVER=vfs/,
    ],
    ["no emulator", { emulators: [] }, "platform:linux/arm64", "warning", /qemu-user-static.*binfmt --install arm64/],
    [
      "an emulator outside of containers only",
      { emulators: [{ architecture: "arm64", isEnabled: true, isOpened: false }] },
      "platform:linux/arm64",
      "warning",
      /binfmt/,
    ],
    ["little space", { storage: { folder: "/", freeBytes: 5e9 } }, "disk", "warning", /prune/],
    ["no space", { storage: { folder: "/", freeBytes: 1e8 } }, "disk", "failure", /prune/],
    [
      "a registry that is away",
      { registries: new Map([["r:5000", "ECONNREFUSED"]]) },
      "registry:r:5000",
      "failure",
      /proxy/,
    ],
  ];
  for (const [name, changes, id, state, fix] of cases)
    it(`finds ${name}`, () => {
      const [lack, ...others] = lacksOf(changes);
      assert.deepEqual([lack?.id, lack?.state], [id, state]);
      assert.match(lack!.fix!, fix);
      assert.deepEqual(others, []);
    });

  it("asks nothing of namespaces and ids of a user who may do everything", () => {
    const changes = { hasAdminRights: true, namespace: undefined, subUids: undefined, newuidmap: undefined };
    assert.deepEqual(lacksOf(changes), []);
  });

  it("says what could not be tried", () => {
    assert.deepEqual(
      lacksOf({ namespace: undefined, emulators: undefined }).map(({ id, state }) => [id, state]),
      [
        ["user-namespaces", "unknown"],
        ["platform:linux/arm64", "unknown"],
      ],
    );
  });

  it("needs no emulator for the 32-bit programs of the same family", () => {
    assert.deepEqual(lacksOf({ emulators: [] }, ["linux/386"]), []);
    assert.deepEqual(lacksOf({ emulators: [], platform: "linux/arm64" }, ["linux/arm/v7"]), []);
  });
});

describe("the platforms that are wanted", () => {
  it("are the usual ones unless named", () => assert.deepEqual(readWanted([]), ["linux/amd64", "linux/arm64"]));
  it("are in normal form", () => assert.deepEqual(readWanted(["linux/aarch64"]), ["linux/arm64"]));
  it("must be platforms", () => assert.match(JSON.stringify(readWanted(["arm64"])), /arm64 is no platform/));
});

describe("the check of runners", () => {
  const check = (text: string) => {
    const { runners, findings } = analyseFiles({ "config.toml": text });
    return checkRunners(runners[0]!, findings);
  };
  const runner = (name: string, rest: string) => `[[runners]]\nname = "${name}"\n${rest}\n`;

  it("names each runner and the line that stands in its way", () => {
    const text =
      runner("plain", 'executor = "docker"\n[runners.docker]\nimage = "alpine"') +
      runner("open", 'executor = "docker"\n[runners.docker]\nprivileged = true');
    const [plain, open] = check(text);
    assert.deepEqual([plain!.id, plain!.state], ["runner:plain", "failure"]);
    assert.match(plain!.message, /unshare/);
    assert.match(plain!.fix!, /security_opt/);
    assert.equal(text.slice(plain!.locations[0]!.span.start).split("\n")[0], "[runners.docker]");
    assert.deepEqual([open!.id, open!.state, open!.locations], ["runner:open", "ok", []]);
  });

  it("does not judge executors that it knows nothing of", () => {
    const states = check(runner("shell", 'executor = "shell"') + runner("other", 'executor = "ssh"'));
    assert.deepEqual(
      states.map(({ state }) => state),
      ["unknown", "unknown"],
    );
  });
});

describe("what the files of a workspace want of a machine", () => {
  it("is the platforms that its pipelines build for", () => {
    const text = "a:\n  script: buildah build --platform linux/s390x,linux/x86_64 --manifest m .\n";
    const { platforms, runners } = findBuildNeeds(analyseFiles({ ".gitlab-ci.yml": text }));
    assert.deepEqual(platforms, ["linux/s390x", "linux/amd64"]);
    assert.deepEqual(runners, []);
  });

  it("is the usual platforms where no pipeline tells", () =>
    assert.deepEqual(findBuildNeeds(analyseFiles({})).platforms, ["linux/amd64", "linux/arm64"]));

  it("names the lines of runner configurations that stand in the way", () => {
    const text = '[[runners]]\n  name = "one"\n  executor = "docker"\n  [runners.docker]\n    image = "x"\n';
    const [check] = findBuildNeeds(analyseFiles({ "config.toml": text })).runners;
    assert.equal(check?.state, "failure");
    assert.equal(check.places?.[0]?.range.start.line, 3);
  });
});
