import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatReference } from "../../src/buildah/reference";
import { Analyser } from "../../src/features/analysis";
import { credentialsOf } from "../../src/images/credentials";
import type { ImageFlow, JobRun } from "../../src/images/flow";
import { formatOf } from "../../src/images/format";
import { registryOf } from "../../src/images/registry";
import { analyseFiles } from "./fixtures";

function readFlow(pipeline: string): ImageFlow {
  return analyseFiles({ ".gitlab-ci.yml": pipeline }, new Analyser([])).flows[0]!;
}

/** The run of a job with these lines as its script. */
function readRun(script: readonly string[], rest = ""): JobRun {
  return readFlow(`job:\n${rest}  script: ${JSON.stringify(script)}\n`).runs[0]!;
}

describe("the events of a job", () => {
  it("are what its commands do to images, in their order", () => {
    const { events } = readRun([
      "buildah login -u a -p b quay.io",
      "buildah pull --arch arm64 quay.io/a/base",
      "buildah bud -t one --manifest l .",
      "podman tag one two three",
      "buildah push two docker://quay.io/a/two",
      "buildah manifest create --amend m one",
      "buildah manifest add --all m docker://quay.io/a/b",
      "buildah manifest annotate --variant v8 m quay.io/a/b",
      "buildah manifest remove m sha256:0",
      "buildah manifest push --all m docker://quay.io/a/m",
      "skopeo copy -a docker://quay.io/a/m docker://quay.io/a/n",
      "buildah manifest rm m",
      "buildah rmi one two",
      "buildah logout quay.io",
    ]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      [
        ...["login", "pull", "build", "tag", "push", "listCreate", "listAdd", "listAdd", "listAnnotate", "listDrop"],
        ...["listPush", "copy", "listRemove", "remove", "logout"],
      ],
    );
  });

  it("leave names behind: what is pushed is known by what stands for it", () => {
    const { publications } = readRun([
      "buildah build --platform linux/arm64 -t one .",
      "buildah tag one quay.io/a/two",
      "buildah push quay.io/a/two",
      "buildah rmi one",
      "buildah push one docker://quay.io/a/one",
      "buildah push quay.io/a/two:other",
      "buildah pull quay.io/a/three && buildah push quay.io/a/three quay.io/a/four",
    ]);
    assert.deepEqual(
      publications.map(({ event, content }) => [formatReference(event.destination), content.kind]),
      [
        ["quay.io/a/two", "image"],
        ["quay.io/a/one", "absent"],
        ["quay.io/a/two:other", "absent"],
        ["quay.io/a/four", "remote"],
      ],
    );
  });

  it("may make and push an image in one", () => {
    const { publications } = readRun([
      "buildah build --platform linux/arm64 -t docker://quay.io/a/one -t two .",
      "buildah from --name box scratch && buildah commit box docker://quay.io/a/three",
    ]);
    assert.deepEqual(
      publications.map(({ event, content }) => [formatReference(event.destination), content.kind]),
      [
        ["quay.io/a/one", "image"],
        ["quay.io/a/three", "image"],
      ],
    );
  });
});

describe("the format of an image", () => {
  const formats = (script: readonly string[], rest = "") => {
    const { runs, pipeline } = readFlow(`job:\n${rest}  script: ${JSON.stringify(script)}\n`);
    return runs[0]!.events.flatMap((event) => (event.kind === "build" ? [formatOf(event, runs[0]!, pipeline)] : []));
  };

  it("is the flag's, else the variable's, else OCI", () => {
    assert.deepEqual(formats(["buildah build .", "buildah build --format docker ."]), ["oci", "docker"]);
    const rest = "  variables: {BUILDAH_FORMAT: docker}\n";
    assert.deepEqual(
      formats(["buildah build .", "buildah build --format=oci .", "BUILDAH_FORMAT=oci buildah bud ."], rest),
      ["docker", "oci", "oci"],
    );
    assert.deepEqual(formats(["buildah build .", "export BUILDAH_FORMAT=docker", "podman build ."]), ["oci", "docker"]);
  });

  it("may not be known", () => {
    assert.deepEqual(formats(["buildah build --format $FORMAT .", "buildah build $FLAGS ."]), [undefined, undefined]);
    assert.deepEqual(formats(["buildah build .", "source settings.sh"]), [undefined]);
  });
});

describe("credentials", () => {
  /** How the job shows itself to the registry of its last push. */
  const kindOf = (script: readonly string[], rest = "") => {
    const run = readRun(script, rest);
    const event = run.events.findLast(({ kind }) => kind === "push")!;
    assert.ok(event.kind === "push");
    return credentialsOf(event, registryOf(event.destination)!, run).kind;
  };
  const push = "buildah push a docker://quay.io/a/b";

  it("come from a flag, from a login before, or from nowhere", () => {
    assert.equal(kindOf(["buildah push --creds a:b a docker://quay.io/a/b"]), "flag");
    assert.equal(kindOf(["buildah push --authfile auth.json a docker://quay.io/a/b"]), "flag");
    assert.equal(kindOf(["podman login -u a -p b quay.io", push]), "login");
    assert.equal(kindOf(["skopeo login -u a -p b quay.io", push]), "login");
    assert.equal(kindOf(["buildah login -u a -p b docker.io", push]), "none");
    assert.equal(kindOf([push, "buildah login -u a -p b quay.io"]), "none");
  });

  it("may come from somewhere that is not known", () => {
    assert.equal(kindOf(["./login.sh", push]), "unknown");
    assert.equal(kindOf(["mkdir ~/.docker && cat auth > ~/.docker/config.json", push]), "unknown");
    assert.equal(kindOf([push], "  tags: [shell]\n"), "unknown");
    assert.equal(kindOf([push], "  variables: {REGISTRY_AUTH_FILE: $FILE}\n"), "unknown");
  });
});

describe("the order of jobs", () => {
  const flow = readFlow(`
stages: [one, two, three]
a: {stage: one, script: x}
b: {stage: two, script: x, parallel: {matrix: [{ARCH: [amd64, arm64]}]}}
all: {stage: three, script: x, needs: [b]}
part: {stage: three, script: x, needs: ["b: [arm64]"]}
later: {stage: three, script: x}
free: {stage: three, script: x, needs: []}
through: {stage: three, script: x, needs: [part]}
`);
  const isOrdered = (before: string, after: string, instance?: number) => {
    const job = flow.pipeline.jobs.get(before)!;
    return flow.isOrdered(
      job,
      flow.pipeline.jobs.get(after)!,
      instance === undefined ? undefined : job.instances[instance],
    );
  };

  it("follows needs, and stages where there are none", () => {
    assert.equal(isOrdered("b", "all"), true);
    assert.equal(isOrdered("a", "all"), true);
    assert.equal(isOrdered("b", "later"), true);
    assert.equal(isOrdered("all", "later"), false);
    assert.equal(isOrdered("a", "free"), false);
    assert.equal(isOrdered("part", "through"), true);
  });

  it("knows single instances", () => {
    assert.equal(isOrdered("b", "part"), undefined);
    assert.equal(isOrdered("b", "part", 1), true);
    assert.equal(isOrdered("b", "part", 0), false);
    assert.equal(isOrdered("b", "through", 1), true);
    assert.equal(isOrdered("b", "all", 0), true);
    assert.equal(isOrdered("b", "b", 0), false);
  });
});
