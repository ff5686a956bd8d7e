import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser, type Entry, flowsOf, projectFolder } from "../../src/features/analysis";
import { roleOf } from "../../src/workspace/kind";
import { Snapshot } from "../../src/workspace/snapshot";
import { describeFindings, type Files, projectUri } from "./fixtures";

const build = (job: string, platform = "linux/amd64") => `${job}:\n  script: buildah build --platform ${platform} .\n`;
const manifest = (needs: string) => `manifest:\n  needs: [${needs}]\n  script: buildah manifest create x\n`;

/** The files that pipelines are read from, and what is found in all of them. */
function read(files: Files, named: readonly string[] = []) {
  const paths = [...Object.keys(files).filter((path) => !named.includes(path)), ...named];
  const entries = paths.flatMap((path): Entry[] => {
    const file = `${projectUri}/${path}`;
    const role = named.includes(path) ? "root" : roleOf(path);
    return role ? [{ file, kind: "pipeline", folder: projectFolder(file, projectUri), role }] : [];
  });
  return new Analyser().analyse(entries, snapshotOf(files));
}

const roots = (analysis: ReturnType<typeof read>, path?: string) => {
  const flows = path === undefined ? analysis.flows : flowsOf(analysis, `${projectUri}/${path}`);
  return flows.map(({ pipeline }) => pipeline.root.slice(projectUri.length + 1));
};

function snapshotOf(files: Files, open: Files = {}, disk = diskOf(files)): Snapshot {
  return new Snapshot(disk, new Map(Object.entries(open).map(([path, text]) => [`${projectUri}/${path}`, text])));
}

/** Everything that is asked for and not among the files is absent. */
function diskOf(files: Files): Snapshot["disk"] {
  const known = new Map<string, string | undefined>(
    Object.entries(files).map(([path, text]) => [`${projectUri}/${path}`, text]),
  );
  known.has = () => true;
  return { files: known, listings: new Map(), projects: new Map() };
}

describe("a file that pipelines include", () => {
  const files = {
    ".gitlab-ci.yml": `include: [ci/build.yml]\n${manifest("build")}`,
    "nightly.gitlab-ci.yml": `include: [ci/build.yml]\n${manifest("build, gone")}`,
    "ci/build.yml": build("build", "linux/x86_64"),
  };

  it("is read as a part of each of them", () => {
    assert.deepEqual(roots(read(files), "ci/build.yml"), [".gitlab-ci.yml", "nightly.gitlab-ci.yml"]);
  });

  it("has each of its findings once", () => {
    assert.deepEqual(describeFindings(read(files).findings, files), [
      "ci/build.yml:2:36 platform-alias (12)",
      "nightly.gitlab-ci.yml:3:18 needs-undefined (4)",
    ]);
  });

  it("is no pipeline of its own, whatever its name", () => {
    const parts = {
      ".gitlab-ci.yml": `include: [a.gitlab-ci.yml, sub/.gitlab-ci.yml]\n${build("build")}`,
      "a.gitlab-ci.yml": manifest("build"),
      "sub/.gitlab-ci.yml": "other:\n  needs: [build]\n  script: a\n",
    };
    const analysis = read(parts);
    assert.deepEqual(roots(analysis), [".gitlab-ci.yml"]);
    assert.deepEqual(analysis.findings, []);
  });

  it("that is found before its pipeline is no pipeline either", () => {
    const parts = {
      "a.gitlab-ci.yml": manifest("build"),
      "b.gitlab-ci.yml": `include: a.gitlab-ci.yml\n${build("build")}`,
    };
    assert.deepEqual(roots(read(parts)), ["b.gitlab-ci.yml"]);
  });

  it("is a pipeline all the same when it is one for certain and they may be none", () => {
    const parts = { ".gitlab-ci.yml": build("build"), "nightly.gitlab-ci.yml": "include: .gitlab-ci.yml" };
    assert.deepEqual(roots(read(parts)), [".gitlab-ci.yml", "nightly.gitlab-ci.yml"]);
    assert.deepEqual(roots(read(parts, ["nightly.gitlab-ci.yml"])), ["nightly.gitlab-ci.yml"]);
  });

  it("is read once when it includes the file that includes it", () => {
    const circle = { "a.gitlab-ci.yml": "include: b.gitlab-ci.yml", "b.gitlab-ci.yml": "include: a.gitlab-ci.yml" };
    assert.deepEqual(roots(read(circle)), ["a.gitlab-ci.yml"]);
  });
});

describe("a fragment that no pipeline includes", () => {
  const silent = `
default:
  before_script: [echo]
variables: { PLATFORM: linux/x86_64 }
stages: [build]
build:
  stage: build
  script: [buildah build --platform $PLATFORM -t $CI_REGISTRY_IMAGE:a ., "buildah push $CI_REGISTRY_IMAGE:a"]
manifest:
  stage: build
  needs: [gone]
  script: ["buildah manifest create $CI_REGISTRY_IMAGE:b docker://$CI_REGISTRY_IMAGE:a", "buildah manifest push $CI_REGISTRY_IMAGE:b"]
`;

  it("has no findings about what other files may say", () => {
    const files = { "ci/image.yml": silent };
    assert.deepEqual(describeFindings(read(files).findings, files), []);
    // The same text as a pipeline has some.
    assert.ok(read({ ".gitlab-ci.yml": silent }).findings.length > 2);
  });

  it("has findings about what stands in a line, in its hidden jobs too", () => {
    const files = { "ci/image.yml": `${build("build", "linux/x86_64")}${build(".arm", "linux/aarch64")}` };
    assert.deepEqual(describeFindings(read(files).findings, files), [
      "ci/image.yml:2:36 platform-alias (12)",
      "ci/image.yml:4:36 platform-alias (13)",
    ]);
  });

  it("is nothing when no job in it builds or moves images", () => {
    assert.deepEqual(roots(read({ "ci/deploy.yml": "deploy:\n  script: [kubectl apply]\n" })), []);
    assert.deepEqual(roots(read({ "templates/service.yaml": "kind: Service\nspec: { ports: [{{ .port }}] }\n" })), []);
  });

  it("does not swallow a pipeline that it includes", () => {
    const files = {
      ".gitlab-ci.yml": build("a"),
      "ci/all.yml": `include: .gitlab-ci.yml\n${build("b")}`,
    };
    assert.deepEqual(roots(read(files)), [".gitlab-ci.yml", "ci/all.yml"]);
  });
});

describe("a child pipeline", () => {
  const parent = (include: string) => `start:\n  trigger:\n    include: ${include}\nbuild:\n  script: [a]\n`;

  it("is read from its file by itself, and its paths begin where those of its parent do", () => {
    const files = {
      ".gitlab-ci.yml": parent("[{ local: /child/.gitlab-ci.yml }]"),
      "child/.gitlab-ci.yml": `include: /jobs.yml\n${manifest("build, made")}`,
      "jobs.yml": build("made"),
    };
    const analysis = read(files);
    assert.deepEqual(roots(analysis), [".gitlab-ci.yml", "child/.gitlab-ci.yml"]);
    assert.deepEqual(roots(analysis, "jobs.yml"), ["child/.gitlab-ci.yml"]);
    assert.deepEqual(describeFindings(analysis.findings, files), ["child/.gitlab-ci.yml:3:11 needs-undefined (5)"]);
  });

  it("may be a file with any name, and start another", () => {
    const files = {
      ".gitlab-ci.yml": parent("ci/a.yml"),
      "ci/a.yml": parent("/other/b.yml"),
      "other/b.yml": manifest("gone"),
    };
    assert.deepEqual(roots(read(files)), [".gitlab-ci.yml", "ci/a.yml", "other/b.yml"]);
  });

  it("of several files is incomplete in each of them", () => {
    const files = {
      ".gitlab-ci.yml": parent("[ci/a.yml, { local: ci/b.yml }]"),
      "ci/a.yml": manifest("build"),
      "ci/b.yml": build("build", "linux/x86_64"),
    };
    assert.deepEqual(describeFindings(read(files).findings, files), ["ci/b.yml:2:36 platform-alias (12)"]);
  });

  it("that cannot be told from the file is none", () => {
    for (const include of ["[{ artifact: a.yml, job: b }]", "[{ project: a, file: b.yml }]", "$CHILD.yml", "'*.yml'"]) {
      assert.deepEqual(roots(read({ ".gitlab-ci.yml": parent(include) })), [".gitlab-ci.yml"]);
    }
  });

  it("ends with a parent that starts itself", () => {
    assert.deepEqual(roots(read({ ".gitlab-ci.yml": parent(".gitlab-ci.yml") })), [".gitlab-ci.yml"]);
  });
});

describe("an analysis after a change", () => {
  const files = {
    ".gitlab-ci.yml": `include: [ci/shared.yml]\n${build("a")}`,
    "other.gitlab-ci.yml": build("b"),
    "third.gitlab-ci.yml": `include: [ci/shared.yml]\n${build("c")}`,
    "ci/shared.yml": build("shared"),
  };
  const entries = Object.keys(files).flatMap((path): Entry[] => {
    const role = roleOf(path);
    return role && role !== "fragment"
      ? [{ file: `${projectUri}/${path}`, kind: "pipeline", folder: projectUri, role }]
      : [];
  });

  it("reads again only the pipelines that the file is a part of", () => {
    const analyser = new Analyser();
    const disk = diskOf(files);
    const before = analyser.analyse(entries, snapshotOf(files, {}, disk)).flows;
    const after = analyser.analyse(entries, snapshotOf(files, { "ci/shared.yml": build("typed") }, disk)).flows;
    assert.deepEqual(
      after.map((flow, index) => flow === before[index]),
      [false, true, false],
    );
    assert.ok(after[0]?.pipeline.jobs.has("typed"));
  });

  it("reads nothing again when a file is loaded anew with the same text", () => {
    const analyser = new Analyser();
    const before = analyser.analyse(entries, snapshotOf(files)).flows;
    assert.deepEqual(analyser.analyse(entries, snapshotOf(files)).flows, before);
    assert.ok(analyser.analyse(entries, snapshotOf(files)).flows.every((flow, index) => flow === before[index]));
  });

  it("is empty while something is not loaded", () => {
    const empty = new Snapshot({ files: new Map(), listings: new Map(), projects: new Map() }, new Map());
    const analysis = new Analyser().analyse(entries, empty);
    assert.deepEqual([analysis.flows, analysis.findings], [[], []]);
    // Those of the settings may be anywhere above.
    const settings = ["file:///.buildah-pipelines.yml", `${projectUri}/.buildah-pipelines.yml`];
    assert.deepEqual([...empty.lacks.files].sort(), [...settings, ...entries.map(({ file }) => file)].sort());
  });
});
