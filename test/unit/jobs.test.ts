import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatJobsText, type JobsReport, reportJobs } from "../../src/reports/jobs";
import { analyseFiles, type Files, projectUri } from "./fixtures";

function report(files: Files | string): JobsReport {
  const { flows } = analyseFiles(typeof files === "string" ? { ".gitlab-ci.yml": files } : files);
  return reportJobs(flows[0]!.pipeline, (file) => file.slice(projectUri.length + 1));
}

describe("the report of effective jobs", () => {
  it("says of every value where it stands", () => {
    const { jobs } = report({
      ".gitlab-ci.yml": `
include: ci/build.yml
variables: { A: global }
default:
  image: quay.io/buildah/stable
build:
  extends: .build
  variables: { B: job }
  script:
    - !reference [.login, script]
    - buildah build .
`,
      "ci/build.yml": `
.build:
  stage: build
  tags: [arm64]
.login:
  script: [buildah login]
`,
    });
    assert.deepEqual(jobs, [
      {
        name: "build",
        job: "build",
        keywords: {
          stage: "build",
          tags: ["arm64"],
          image: "quay.io/buildah/stable",
          variables: { A: "global", B: "job" },
          script: ["buildah login", "buildah build ."],
        },
        from: {
          stage: "ci/build.yml:3:10",
          tags: "ci/build.yml:4:9",
          image: ".gitlab-ci.yml:5:10",
          variables: { A: ".gitlab-ci.yml:3:17", B: ".gitlab-ci.yml:8:19" },
          script: ["ci/build.yml:6:12", ".gitlab-ci.yml:11:7"],
        },
      },
    ]);
  });

  it("lists the instances of a matrix as jobs of their own", () => {
    const { jobs } = report(`
build:
  parallel: { matrix: [{ ARCH: [amd64, arm64], TAG: stable }] }
  script: [buildah build .]
`);
    assert.deepEqual(
      jobs.map(({ name, job, matrix }) => ({ name, job, matrix })),
      [
        { name: "build: [amd64, stable]", job: "build", matrix: { ARCH: "amd64", TAG: "stable" } },
        { name: "build: [arm64, stable]", job: "build", matrix: { ARCH: "arm64", TAG: "stable" } },
      ],
    );
  });

  it("marks what cannot be known, and says why", () => {
    const { jobs, unread } = report(`
include: { template: Jobs/Build.gitlab-ci.yml }
build:
  script: [!reference [.elsewhere, script]]
  variables: { A: known }
  needs: [one]
  rules:
    - if: $DEBUG
      needs: [other]
      variables: { B: set }
    - when: on_success
`);
    const { needs, variables, script } = jobs[0]!.keywords;
    assert.deepEqual(needs, { $unknown: "a rule replaces the needs" });
    assert.deepEqual(script, { $unknown: "the template Jobs/Build.gitlab-ci.yml could not be read" });
    assert.deepEqual(variables, {
      A: "known",
      B: { $unknown: "a rule or a file that could not be read may set it" },
    });
    assert.deepEqual(unread, ["the template Jobs/Build.gitlab-ci.yml (.gitlab-ci.yml:2:10)"]);
  });

  it("is read at a glance as text", () => {
    const text = formatJobsText(
      report(`
stages: [build, join]
build:
  stage: build
  needs: []
  tags: [saas-linux-small-$ARCH]
  image: { name: quay.io/buildah/stable, entrypoint: [""] }
  parallel: { matrix: [{ ARCH: arm64 }] }
  before_script: [buildah login]
  script:
    - |
      buildah build .
      buildah push app
    - "printf '\\e[31m'"
join:
  stage: join
  needs: [build, { job: lint, optional: true }]
  trigger: team/deploy
last:
  stage: .post
  script: [echo]
`),
    );
    assert.equal(
      text,
      `stages: .pre, build, join, .post

build: [arm64]
  stage   build
  matrix  ARCH=arm64
  needs   none
  tags    saas-linux-small-$ARCH
  image   quay.io/buildah/stable
  before_script
    - buildah login
  script
    - buildah build .
      buildah push app
    - printf '\ufffd[31m'

join
  stage   join
  needs   build, lint (optional)
  trigger team/deploy

last
  stage   .post
  needs   all jobs of earlier stages
  script
    - echo
`,
    );
  });
});
