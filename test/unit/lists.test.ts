import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatReference } from "../../src/buildah/reference";
import { Analyser } from "../../src/features/analysis";
import type { JobRun } from "../../src/images/flow";
import { perFlow } from "../../src/images/perFlow";
import manifestAddShortName from "../../src/rules/manifest-add-short-name";
import manifestAddStaleLocal from "../../src/rules/manifest-add-stale-local";
import manifestCreateExists from "../../src/rules/manifest-create-exists";
import manifestListUnknown from "../../src/rules/manifest-list-unknown";
import manifestNeverPushed from "../../src/rules/manifest-never-pushed";
import manifestRefUnproduced from "../../src/rules/manifest-ref-unproduced";
import manifestRmThenUse from "../../src/rules/manifest-rm-then-use";
import { addedLines, analyseFiles } from "./fixtures";

/** A job whose script these lines are. */
function job(script: readonly string[], rest = ""): string {
  return `job:\n${rest}  script:\n${script.map((line) => `    - ${JSON.stringify(line)}\n`).join("")}`;
}

/** The same with the lines as they are. */
function plainJob(script: readonly string[], rest = ""): string {
  return `job:\n${rest}  script:\n${script.map((line) => `    - ${line}\n`).join("")}`;
}

function readRun(script: readonly string[], rest = ""): JobRun {
  return analyseFiles({ ".gitlab-ci.yml": job(script, rest) }, new Analyser([])).flows[0]!.runs[0]!;
}

describe("what the name in a command stands for when the command runs", () => {
  /** For each command about a list or an image of the storage. */
  const kindsOf = (script: readonly string[], rest = "") =>
    [...readRun(script, rest).named.values()].map(({ kind }) => kind);

  it("is what the commands before have made of it", () => {
    assert.deepEqual(kindsOf(["buildah manifest push l docker://quay.io/a/b", "buildah manifest create l"]), [
      "absent",
      "absent",
    ]);
    assert.deepEqual(
      kindsOf([
        "buildah manifest create l",
        "buildah manifest add l docker://quay.io/a/b",
        "buildah build -t i .",
        "buildah push i quay.io/a/i",
        "buildah tag l m",
        "buildah manifest push --rm m docker://quay.io/a/l",
        "buildah manifest rm m",
        "buildah manifest push l docker://quay.io/a/l",
      ]),
      ["absent", "list", "image", "list", "list", "absent", "list"],
    );
  });

  it("is not known where a command or the storage is not", () => {
    assert.deepEqual(kindsOf(["buildah manifest create l", "make", "buildah manifest rm l"]), ["absent", "unknown"]);
    assert.deepEqual(kindsOf(["buildah manifest create l"], "  tags: [shell]\n"), ["unknown"]);
    assert.deepEqual(
      kindsOf(["buildah manifest create l", 'if [ "$A" ]; then buildah manifest rm l; fi', "buildah manifest rm l"]),
      ["absent", "list", "unknown"],
    );
  });

  it("tells what took it away", () => {
    const { named } = readRun(["buildah build --manifest l .", "buildah rmi l", "buildah manifest rm l"]);
    const content = [...named.values()].at(-1);
    assert.equal(content?.kind === "absent" ? content.removedBy?.call.subcommand : undefined, "rmi");
  });
});

describe("an add", () => {
  const added = (line: string) =>
    readRun([line]).events.flatMap((event) => (event.kind === "listAdd" ? [formatReference(event.image)] : []));

  it("takes one image of Buildah, several of Podman", () => {
    assert.deepEqual(added("buildah manifest add l docker://quay.io/a/b"), ["quay.io/a/b"]);
    assert.deepEqual(added("buildah manifest add l docker://quay.io/a/b docker://quay.io/a/c"), []);
    assert.deepEqual(added("podman manifest add l quay.io/a/b quay.io/a/c"), ["quay.io/a/b", "quay.io/a/c"]);
    assert.deepEqual(added("buildah manifest add $FLAGS l docker://quay.io/a/b"), ["quay.io/a/b"]);
  });
});

describe("fixes about lists", () => {
  const build = "buildah build --platform linux/amd64,linux/arm64 --manifest l .";
  const create = "buildah manifest create l";

  it("write the name of the list that there is", () => {
    const script = (add: string) => plainJob(["buildah manifest create $CI_REGISTRY_IMAGE:latest", add]);
    const right = '- buildah manifest add "$CI_REGISTRY_IMAGE:latest" docker://quay.io/a/b';
    assert.deepEqual(
      addedLines(manifestListUnknown, script('buildah manifest add "$CI_REGISTRY_IMAGE:lastest" docker://quay.io/a/b')),
      [[right]],
    );
  });

  it("create a list where there is none, with the flags of the command, but not in front of what else its item does", () => {
    const add = "buildah --root /x manifest add l docker://quay.io/a/b";
    assert.deepEqual(addedLines(manifestListUnknown, plainJob([add.replace(" --root /x", "")])), [
      ["- buildah manifest create l"],
    ]);
    assert.deepEqual(
      addedLines(manifestListUnknown, plainJob(["cd x && buildah manifest add l docker://quay.io/a/b"])),
      [[]],
    );
  });

  it("remove the list of an earlier pipeline before it is made", () => {
    const rest = "  tags: [shell]\n";
    const push = "buildah manifest push l docker://quay.io/a/b";
    assert.deepEqual(addedLines(manifestCreateExists, plainJob([create, push], rest)), [
      ["- buildah manifest rm l || true"],
    ]);
    assert.deepEqual(addedLines(manifestCreateExists, plainJob([`l=l; ${create}`, push], rest)), [[]]);
  });

  it("push a list behind its last add", () => {
    const add = 'buildah manifest add "quay.io/a/l" docker://quay.io/a/b';
    assert.deepEqual(addedLines(manifestNeverPushed, plainJob(['buildah manifest create "quay.io/a/l"', add])), [
      ['- buildah manifest push --all "quay.io/a/l" "docker://quay.io/a/l"'],
    ]);
    assert.deepEqual(addedLines(manifestNeverPushed, plainJob([create, add.replace('"quay.io/a/l"', "l")])), [[]]);
  });

  it("keep a list that is used again", () => {
    const push = "buildah manifest push --all --rm l docker://quay.io/a";
    assert.deepEqual(addedLines(manifestRmThenUse, plainJob([build, `${push}/b`, `${push}/c`])), [
      ["- buildah manifest push --all l docker://quay.io/a/b"],
    ]);
  });

  it("add the image that was just built", () => {
    const script = (image: string) => [
      "buildah build -t quay.io/a/b .",
      create,
      `buildah manifest add l ${image}`,
      "buildah push quay.io/a/b",
    ];
    assert.deepEqual(addedLines(manifestAddStaleLocal, plainJob(script('"docker://quay.io/a/b"'))), [
      ['- buildah manifest add l "containers-storage:quay.io/a/b"'],
    ]);
    assert.deepEqual(addedLines(manifestAddStaleLocal, plainJob(script("quay.io/a/b"))), [
      ["- buildah manifest add l containers-storage:quay.io/a/b"],
    ]);
  });

  it("add what another job has pushed", () => {
    const other = `
other:
  stage: build
  script:
    - buildah build --platform linux/arm64 -t app:arm64 .
    - buildah push app:arm64 docker://$CI_REGISTRY_IMAGE:1-arm64
`;
    const join = (...script: string[]) => plainJob([create, ...script], "  stage: deploy\n  needs: [other]\n") + other;
    assert.deepEqual(addedLines(manifestAddShortName, join("buildah manifest add l app:arm64")), [
      ["- buildah manifest add l docker://$CI_REGISTRY_IMAGE:1-arm64"],
    ]);
    assert.deepEqual(
      addedLines(manifestRefUnproduced, join("buildah manifest add l docker://$CI_REGISTRY_IMAGE:1-amr64")),
      [["- buildah manifest add l docker://$CI_REGISTRY_IMAGE:1-arm64"]],
    );
  });
});

describe("what is worked out for a flow", () => {
  it("is made once for each revision, also when the flow is the same object", () => {
    let made = 0;
    const count = perFlow(() => ++made);
    const flow = { ...analyseFiles({ ".gitlab-ci.yml": job(["make"]) }, new Analyser([])).flows[0]! };
    assert.deepEqual([count(flow), count(flow)], [1, 1]);
    assert.equal(count(Object.assign(flow, { revision: flow.revision + 1 })), 2);
  });
});
