import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeCoexistence } from "../../src/gitlab/conditions/coexistence";
import { type Files, projectUri, readerOf } from "./fixtures";
import { job, known, read, script, textAt, texts, variable } from "./gitlabJobs";

describe("include", () => {
  it("merges local files in order, below the including file", () => {
    const pipeline = read({
      ".gitlab-ci.yml": "include: [a.yml, { local: /ci/b.yml }]\njob: { tags: [own] }\nvariables: { V: own }",
      "a.yml": "job: { script: [a], tags: [a] }\nvariables: { V: a, W: a }",
      "ci/b.yml": "job: { script: [b] }\nvariables: { W: b }\nother: { script: c }",
    });
    assert.equal(pipeline.open, undefined);
    assert.equal(pipeline.files.size, 3);
    assert.deepEqual([...pipeline.jobs.keys()], ["job", "other"]);
    const found = job(pipeline);
    assert.deepEqual(script(found), ["absent", ["b"]]);
    assert.deepEqual(texts(found.tags), ["own"]);
    assert.deepEqual([variable(found, "V"), variable(found, "W")], ["own", "b"]);
  });

  it("follows patterns, files in files and circles; paths begin at the project", () => {
    const pipeline = read({
      ".gitlab-ci.yml": 'include: "ci/**.yml"',
      "ci/a.yml": "include: /ci/deep/c.yml\na: { script: a }",
      "ci/deep/c.yml": "include: { local: .gitlab-ci.yml }\nc: { script: c }",
    });
    assert.equal(pipeline.open, undefined);
    assert.deepEqual([...pipeline.jobs.keys()].sort(), ["a", "c"]);
  });

  it("leaves the pipeline open where a file cannot be read", () => {
    const opening = [
      "gone.yml",
      "../outside.yml",
      "https://example.org/a.yml",
      "$DIRECTORY/a.yml",
      "{ project: a/b, file: c.yml }",
      "{ remote: https://example.org/a.yml }",
      "{ template: Auto-DevOps.gitlab-ci.yml }",
      "{ component: a/b/c@1 }",
      "[[a.yml]]",
    ];
    for (const include of opening) {
      const pipeline = read({
        ".gitlab-ci.yml": `include: ${include}\njob: { script: a }`,
        "a.yml": "b: { script: b }",
      });
      assert.notEqual(pipeline.open, undefined, include);
      assert.deepEqual(script(job(pipeline)), ["unknown", ["a"]]);
      assert.equal(job(pipeline).tags.state, "unknown");
    }
    assert.notEqual(read({ ".gitlab-ci.yml": "include: a.yml\njob: { script: a }", "a.yml": "b: [" }).open, undefined);
  });

  it("takes a string, a list, mappings and a list of files of one project", () => {
    const forms = [
      "a.yml",
      "[a.yml]",
      "{ local: a.yml }",
      "[{ local: /a.yml }]",
      "{ project: $CI_PROJECT_PATH, file: [a.yml] }",
    ];
    for (const include of forms) {
      const pipeline = read({
        ".gitlab-ci.yml": `include: ${include}\njob: { script: a }`,
        "a.yml": "b: { script: b }",
      });
      assert.deepEqual([...pipeline.jobs.keys()], ["b", "job"], include);
      assert.equal(pipeline.open, undefined, include);
      assert.deepEqual(pipeline.unread, []);
    }
  });

  it("takes nothing but YAML files, and files in folders as GitLab's patterns say", () => {
    const files = {
      "ci/a.yml": "a: { script: a }",
      "ci/b.yaml": "b: { script: b }",
      "ci/c.txt": "c: { script: c }",
      "ci/x/d.yml": "d: { script: d }",
      "ci/x/y/e.yml": "e: { script: e }",
    };
    const jobs = (include: string) => [...read({ ...files, ".gitlab-ci.yml": `include: "${include}"` }).jobs.keys()];
    assert.deepEqual(jobs("ci/*"), ["a", "b"]);
    assert.deepEqual(jobs("/ci/*.yml"), ["a"]);
    assert.deepEqual(jobs("ci/**.yml"), ["a", "d", "e"]);
    assert.deepEqual(jobs("ci/**/*.yml"), ["d", "e"]);
    assert.deepEqual(jobs("ci/*/*.yml"), ["d"]);
    assert.notEqual(read({ ...files, ".gitlab-ci.yml": "include: ci/c.txt" }).open, undefined);
  });

  it("merges at any depth: mappings together, everything else replaced, null too", () => {
    const found = job({
      ".gitlab-ci.yml":
        "include: [a.yml, b.yml]\njob: { variables: { B: own }, tags: null, artifacts: { paths: [own] } }",
      "a.yml": "job: { script: [a], variables: { A: a, B: a }, tags: [a], artifacts: { reports: { dotenv: a.env } } }",
      "b.yml": "job: { script: [b, c], variables: { A: b } }",
    });
    assert.deepEqual(script(found)[1], ["b", "c"]);
    assert.deepEqual([variable(found, "A"), variable(found, "B")], ["b", "own"]);
    assert.equal(found.tags.state, "absent");
    assert.ok(found.artifacts.state === "known");
    assert.deepEqual([texts(found.artifacts.value.paths), texts(found.artifacts.value.dotenv)], [["own"], ["a.env"]]);
  });

  it("reads a file as often as it is included: the last time counts", () => {
    const files = (order: string) => ({
      ".gitlab-ci.yml": `include: [${order}]\njob: { script: a }`,
      "a.yml": "include: defaults.yml\ndefault: { image: a }",
      "b.yml": "include: defaults.yml\ndefault: { image: b }",
      "defaults.yml": "default: { image: default, tags: [x] }",
    });
    assert.equal(known(job(files("a.yml, b.yml")).image), "b");
    assert.equal(known(job(files("b.yml, a.yml")).image), "a");
  });

  it("ends at 150 files, one that is included twice counting twice", () => {
    const of = (count: number) =>
      read({
        ".gitlab-ci.yml": `include: [${Array.from({ length: count }, () => "a.yml").join(", ")}]\njob: { script: a }`,
        "a.yml": "b: { script: b }",
      });
    assert.equal(of(150).open, undefined);
    assert.match(of(151).open!, /GitLab reads/);
  });

  it("says which includes could not be read, and where they are", () => {
    const text = `include:
  - gone.yml
  - { project: group/ci, file: [a.yml, b.yml], ref: v1 }
  - { component: $CI_SERVER_FQDN/group/ci/build@1.0 }
  - { template: Jobs/Build.gitlab-ci.yml }
  - { remote: https://example.org/a.yml }
job: { script: a }`;
    const { unread, open } = read(text);
    assert.deepEqual(
      unread.map(({ description }) => description),
      [
        "gone.yml",
        "a.yml of the project group/ci",
        "b.yml of the project group/ci",
        "the component $CI_SERVER_FQDN/group/ci/build@1.0",
        "the template Jobs/Build.gitlab-ci.yml",
        "https://example.org/a.yml",
      ],
    );
    assert.equal(textAt(text, unread[0]!.location), "gone.yml");
    assert.match(open!, /gone\.yml/);
  });
});

describe("included files that are elsewhere", () => {
  const jobs = (files: Files, folders: Readonly<Record<string, string>> = {}) => {
    const pipeline = read(files, ".gitlab-ci.yml", (all) => ({
      ...readerOf(all),
      project: (path) => (folders[path] === undefined ? undefined : `${projectUri}/${folders[path]}`),
    }));
    return pipeline.open ?? [...pipeline.jobs.keys()];
  };

  it("are files of this project when the project is this one", () => {
    const files = {
      "templates/build.yml": "spec: { inputs: { job: } }\n---\n$[[ inputs.job ]]: { script: a }",
      "templates/scan/template.yml": "scan: { script: a }",
      "ci/other.yml": "other: { script: a }",
    };
    const include = `include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/build@$CI_COMMIT_SHA
    inputs: { job: build-it }
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/scan@~latest
  - project: \${CI_PROJECT_PATH}
    file: ci/other.yml`;
    assert.deepEqual(jobs({ ...files, ".gitlab-ci.yml": include }), ["build-it", "scan", "other"]);
  });

  it("are read from a checkout in the workspace, where their own local includes are", () => {
    const files = {
      "checkouts/ci/templates/build.yml": "include: /shared/base.yml\nbuild: { script: a }",
      "checkouts/ci/shared/base.yml": "base: { script: b }",
      "checkouts/ci/jobs/a.yml": "include: { project: $CI_PROJECT_PATH, file: own.yml }\na: { script: a }",
      "own.yml": "own: { script: a }",
    };
    const folders = { "group/ci": "checkouts/ci" };
    const component = "include: { component: gitlab.example.org/group/ci/build@1.2.0 }";
    assert.deepEqual(jobs({ ...files, ".gitlab-ci.yml": component }, folders), ["base", "build"]);
    const project = "include: { project: group/ci, file: /jobs/a.yml, ref: main }";
    assert.deepEqual(jobs({ ...files, ".gitlab-ci.yml": project }, folders), ["own", "a"]);
  });

  it("are read from the folder that the user fills", () => {
    const folder = ".buildah-pipelines/includes";
    const files = {
      [`${folder}/project/group/ci/HEAD/a.yml`]: "include: b.yml\na: { script: a }",
      [`${folder}/project/group/ci/HEAD/b.yml`]: "b: { script: a }",
      [`${folder}/project/group/ci/v1/a.yml`]: "v1: { script: a }",
      [`${folder}/remote/example.org/x/a.yml`]: "remote: { script: a }",
      [`${folder}/template/Auto-DevOps.gitlab-ci.yml`]: "template: { script: a }",
      [`${folder}/component/gitlab.com/group/ci/build/1.0.yml`]:
        "spec: { inputs: { as: { default: built } } }\n---\n$[[ inputs.as ]]: { script: a }",
    };
    const include = `include:
  - { project: group/ci, file: a.yml }
  - { project: group/ci, file: a.yml, ref: v1 }
  - https://example.org/x/a.yml?inline=false
  - template: Auto-DevOps.gitlab-ci.yml
  - component: gitlab.com/group/ci/build@1.0`;
    const found = jobs({ ...files, ".gitlab-ci.yml": include });
    assert.deepEqual(found, ["b", "a", "v1", "remote", "template", "built"]);
  });

  it("know the name and the reference of their component, but not which version that is", () => {
    const files = {
      ".gitlab-ci.yml": "include: { component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/build@1 }",
      "templates/build.yml":
        "job:\n  script:\n    - a $[[ component.name ]] $[[ component.reference ]]\n    - b $[[ component.version ]]",
    };
    assert.deepEqual(script(job(files))[1], ["a build 1", "b $[[ component.version ]]"]);
  });

  it("are never looked for outside of that folder", () => {
    const asked: string[] = [];
    const include = `include:
  - { project: ../../.., file: a.yml }
  - { project: group/ci, ref: ../../../.., file: a.yml }
  - { template: ../../a.yml }
  - { remote: "https://example.org/../../../../a.yml" }
  - { component: a/../../../b/c@../../../x }
  - { local: ../a.yml }
  - { project: $CI_PROJECT_PATH, file: ../a.yml }
job: { script: a }`;
    read({ ".gitlab-ci.yml": include }, ".gitlab-ci.yml", (files) => ({
      ...readerOf(files),
      read: (file) => {
        asked.push(decodeURIComponent(file.slice(projectUri.length + 1)));
        return readerOf(files).read(file);
      },
    }));
    const outside = asked.filter(
      (path) => path !== ".gitlab-ci.yml" && !path.startsWith(".buildah-pipelines/includes/"),
    );
    assert.deepEqual(outside, []);
  });

  it("may not include local files when they belong to no project", () => {
    const files = {
      ".gitlab-ci.yml": "include: https://example.org/a.yml",
      ".buildah-pipelines/includes/remote/example.org/a.yml": "include: b.yml\na: { script: a }",
      "b.yml": "b: { script: a }",
    };
    assert.match(String(jobs(files)), /^b\.yml/);
  });
});

describe("an include that could not be read", () => {
  const other = "include: { project: a/b, file: c.yml }";

  it("may set what jobs inherit, but says nothing of jobs that are defined here", () => {
    const found = job(`${other}\njob: { script: a }`);
    const inherited = [found.image, found.tags, found.services, found.beforeScript, found.afterScript, found.artifacts];
    assert.deepEqual(new Set(inherited.map(({ state }) => state)), new Set(["unknown"]));
    const own = [found.needs, found.dependencies, found.when, found.allowFailure, found.environment, found.trigger];
    assert.deepEqual(new Set(own.map(({ state }) => state)), new Set(["absent"]));
    assert.equal(known(found.stage), "test");
    assert.notEqual(found.condition(found.instances[0]!).list.key, undefined);
    assert.ok(found.hasAllInstances);
    assert.equal(variable(found, "ANY"), undefined);
  });

  it("leaves open what a job without a script is, which changes one that is elsewhere", () => {
    const found = job(`${other}\njob: { stage: build, variables: { A: 1 } }`);
    assert.equal(known(found.stage), "build");
    assert.deepEqual([found.needs.state, found.script.state], ["unknown", "unknown"]);
    assert.equal(found.condition(found.instances[0]!).list.key, undefined);
    assert.ok(!found.hasAllInstances);
  });

  it("leaves open a job that extends what is not here", () => {
    const found = job(`${other}\njob: { extends: .gone, script: a }`);
    assert.deepEqual([found.needs.state, found.stage.state, found.image.state], ["unknown", "unknown", "unknown"]);
    assert.equal(found.condition(found.instances[0]!).list.key, undefined);
  });

  it("makes nothing unknown that the job itself says", () => {
    const own = "tags: [a], needs: [b], before_script: [c], image: d, variables: { A: 1 }, script: $A";
    const found = job(`${other}\nvariables: { G: 1 }\njob: { ${own} }`);
    const states = [found.tags, found.needs, found.beforeScript, found.image].map(({ state }) => state);
    assert.deepEqual(states, ["known", "known", "known", "known"]);
    assert.equal(variable(found, "A"), "1");
    assert.equal(variable(found, "CI_COMMIT_SHA"), "$CI_COMMIT_SHA");
    // What this file sets globally is stronger than what the included one does.
    assert.deepEqual([variable(found, "G"), variable(found, "B")], ["1", undefined]);
  });

  it("is weaker than this file, and stronger than files that are included before it", () => {
    const files = {
      ".gitlab-ci.yml": "include: [a.yml, { template: x.yml }, b.yml]\njob: { script: a }",
      "a.yml": "default: { image: a }\nstages: [a]\nvariables: { A: a }",
      "b.yml": "default: { tags: [b] }\nvariables: { B: b }",
    };
    const found = job(files);
    assert.deepEqual([found.image.state, texts(found.tags)], ["unknown", ["b"]]);
    assert.deepEqual([variable(found, "A"), variable(found, "B")], [undefined, "b"]);
    assert.equal(read(files).stages.state, "unknown");
  });

  it("adds nothing but jobs and variables when it is one of GitLab's templates that do so", () => {
    const of = (name: string) => {
      const pipeline = read(
        `include: { template: ${name}.gitlab-ci.yml }\nstages: [a]\nvariables: { V: own }\njob: { script: a }`,
      );
      assert.notEqual(pipeline.open, undefined);
      const found = job(pipeline);
      return [found.image.state, found.beforeScript.state, variable(found, "V")];
    };
    assert.deepEqual(of("Security/SAST"), ["absent", "absent", "own"]);
    assert.deepEqual(of("Jobs/Code-Quality"), ["absent", "absent", "own"]);
    // These set an image and stages for all jobs.
    assert.deepEqual(of("Pages/Hugo"), ["unknown", "unknown", "own"]);
    assert.deepEqual(of("Verify/Accessibility"), ["unknown", "unknown", "own"]);
  });

  it("is known as a whole when it is one of GitLab's workflows", () => {
    const answers = (template: string) => {
      const pipeline = read(`
include: { template: Workflows/${template}-Pipelines.gitlab-ci.yml }
mr: { script: a, rules: [{ if: $CI_MERGE_REQUEST_IID }] }
tag: { script: a, rules: [{ if: $CI_COMMIT_TAG }] }
feature: { script: a, rules: [{ if: $CI_COMMIT_BRANCH == "feature" }] }
any: { script: a, rules: [{ when: always }] }
main: { script: a, rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }] }
notMain: { script: a, rules: [{ if: $CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH }] }
`);
      assert.deepEqual([pipeline.open, pipeline.unread], [undefined, []]);
      const { canBeTogether } = makeCoexistence();
      const condition = (name: string) => job(pipeline, name).condition(job(pipeline, name).instances[0]!);
      return ["mr", "tag", "main", "notMain"].filter(
        (name) => canBeTogether(condition(name), condition("any")) !== "no",
      );
    };
    assert.deepEqual(answers("Branch"), ["tag", "main", "notMain"]);
    assert.deepEqual(answers("MergeRequest"), ["mr", "tag", "main"]);
  });
});

describe("rules of an include", () => {
  const included = (rules: string, files: Files = {}) =>
    read({
      ".gitlab-ci.yml": `include: { local: a.yml, rules: ${rules} }\njob: { script: a }\nshared: { tags: [own] }`,
      "a.yml": "a: { script: a }\n.hidden: { script: b }\nshared: { script: c }\nvariables: { V: a }",
      ...files,
    });

  it("that hold, or do not, decide", () => {
    const jobs = (rules: string, files?: Files) => {
      const pipeline = included(rules, files);
      return pipeline.open ?? pipeline.jobs.has("a");
    };
    assert.equal(jobs("[{ when: always }]"), true);
    assert.equal(jobs("[{ when: never }]"), false);
    assert.equal(jobs("[{ exists: [Containerfile] }]"), false);
    assert.equal(jobs("[{ exists: [gone, Containerfile] }]", { Containerfile: "FROM a" }), true);
    assert.equal(
      jobs("[{ exists: [Containerfile], when: never }, { when: always }]", { Containerfile: "FROM a" }),
      false,
    );
    assert.equal(jobs("[{ if: $A, when: never }, { exists: [gone] }]"), false);
    assert.equal(jobs("[{ exists: { paths: [Containerfile] } }]", { Containerfile: "FROM a" }), true);
    assert.equal(jobs("[]"), false);
  });

  it("that hold in every pipeline or in none decide, whatever the files set", () => {
    const isIncluded = (rules: string) => {
      const pipeline = included(rules);
      return pipeline.open === undefined ? pipeline.jobs.has("a") : undefined;
    };
    assert.equal(isIncluded("[{ if: $CI }]"), true);
    assert.equal(isIncluded("[{ if: $CI == 'false' }]"), false);
    assert.equal(isIncluded("[{ if: $CI_COMMIT_TAG && $CI_COMMIT_BRANCH }]"), false);
    assert.equal(isIncluded("[{ if: $CI_COMMIT_TAG }, { if: $CI_COMMIT_TAG == null }]"), true);
    assert.equal(isIncluded("[{ if: $CI_COMMIT_TAG, when: never }, { if: $CI_COMMIT_TAG }]"), false);
    assert.equal(isIncluded("[{ if: $CI, exists: [gone] }, { if: $CI, when: never }]"), false);
    assert.equal(isIncluded("[{ if: $CI, exists: [a.yml] }]"), true);
    // Variables of the files do not count in includes (docs.gitlab.com/ci/yaml/includes, use variables with include).
    assert.equal(isIncluded("[{ if: $V == 'a' }]"), undefined);
    assert.equal(isIncluded("[{ if: $V == null, when: never }, { if: $V }]"), undefined);
  });

  it("that depend on the pipeline leave open what the file defines, and nothing else", () => {
    for (const rules of [
      "[{ if: $X }]",
      "[{ changes: [a] }]",
      "[{ exists: ['*.c'] }]",
      "[{ exists: { paths: [a.yml], project: a/b } }]",
      "[{ if: $X, when: never }, { when: always }]",
    ]) {
      const pipeline = included(rules);
      assert.match(pipeline.open!, /a\.yml .* rules/);
      assert.deepEqual([...pipeline.jobs.keys()].sort(), ["job", "shared"]);
      assert.deepEqual([job(pipeline).image.state, job(pipeline).needs.state], ["absent", "absent"]);
      assert.equal(variable(job(pipeline), "V"), undefined);
      assert.deepEqual([texts(job(pipeline, "shared").tags), script(job(pipeline, "shared"))[1]], [["own"], "unknown"]);
    }
  });

  it("leave open what extends what such a file defines", () => {
    const pipeline = read({
      ".gitlab-ci.yml": "include: { local: a.yml, rules: [{ if: $X }] }\njob: { extends: .hidden }",
      "a.yml": ".hidden: { script: b }",
    });
    assert.equal(job(pipeline).script.state, "unknown");
  });
});
