import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser, type Analysis } from "../../src/features/analysis";
import { analyseFiles, type Files } from "./fixtures";
import fc from "./properties";

/** Jobs that depend on each other in every way that a rule asks about, and files that are no part of any job. */
const project: Files = {
  ".gitlab-ci.yml": `include: /ci/build.yml
stages: [prepare, build, join]
variables:
  P: linux/x86_64
version:
  stage: prepare
  script: echo "TAG=1.0" > build.env
  artifacts: {reports: {dotenv: build.env}}
amd64:
  extends: .build
  variables: {ARCH: amd64}
arm64:
  extends: .build
  tags: [our-arm]
  rules: [{if: $CI_COMMIT_BRANCH == "main"}]
  variables: {ARCH: arm64}
join:
  stage: join
  needs: [version, amd64]
  rules: [{if: $CI_COMMIT_BRANCH == "main"}]
  script:
    - buildah login -u u -p p $CI_REGISTRY
    - buildah manifest create all
    - buildah manifest add all docker://$CI_REGISTRY_IMAGE:$TAG-amd64
    # buildah-lint-disable-next-line platform-alias
    - buildah manifest add all docker://$CI_REGISTRY_IMAGE:$TAG-arm64
    - buildah manifest push --all all docker://$CI_REGISTRY_IMAGE:$TAG
plain:
  image: quay.io/buildah/stable:v1.30.0
  needs: [gone]
  script: buildah build --platform $P,linux/amd64 -t $CI_REGISTRY_IMAGE:$TAG-amd64 .
`,
  "ci/build.yml": `.build:
  stage: build
  image: quay.io/buildah/stable@sha256:0000000000000000000000000000000000000000000000000000000000000000 # v1.39.3
  needs: [version]
  script:
    - buildah build --platform linux/$ARCH -t $CI_REGISTRY_IMAGE:$TAG-$ARCH .
    - buildah push $CI_REGISTRY_IMAGE:$TAG-$ARCH
`,
  Containerfile: "FROM scratch\n# buildah-lint-disable-next-line containerfile-syntax -- known\nRUNN true\nCOPY a /\n",
  "config.toml": '[[runners]]\nname = "one"\nexecutor = "docker"\n[runners.docker]\nprivileged = true\n',
  ".buildah-pipelines.yml":
    "rules: {platform-alias: warning}\nrunnerTags:\n  our-arm: {architecture: amd64, runner: one}\nknownVariables: [OTHER]\n",
};

const words = [
  ["amd64", "arm64"],
  ["x86_64", "amd64"],
  ["main", "other"],
  ["build.env", "x.env"],
  ["TAG", "VERSION"],
  ["one", "two"],
  ["true", "false"],
  ["warning", "off"],
  ["OTHER", "TAG"],
  ["v1.39.3", "v1.30.1"],
  ["-next-line", "-line"],
  ["join", "unite"],
] as const;

/** One change of one file: a line goes, comes twice or moves on, or a word turns into another. */
const edit = fc.record({
  path: fc.constantFrom(...Object.keys(project)),
  line: fc.nat({ max: 40 }),
  change: fc.oneof(fc.constantFrom("remove", "repeat", "push", "comment"), fc.constantFrom(...words)),
});

function apply(
  files: Files,
  { path, line, change }: { path: string; line: number; change: string | readonly string[] },
) {
  const lines = files[path]!.split("\n");
  const at = line % lines.length;
  const text = lines[at]!;
  if (change === "remove") lines.splice(at, 1);
  else if (change === "repeat") lines.splice(at, 0, text);
  else if (change === "push") lines.splice(at, 0, "");
  else if (change === "comment") lines[at] = `${text} # note`;
  else lines[at] = text.replace(change[0]!, change[1]!);
  return { ...files, [path]: lines.join("\n") };
}

function describeAnalysis({ findings, failures }: Analysis): unknown {
  assert.deepEqual(failures, []);
  return findings
    .map(({ rule, severity, message, location, related, fixes }) => ({
      rule,
      severity,
      message,
      at: [location.file, location.span.start, location.span.end],
      related: related.map((place) => [place.message, place.location.file, place.location.span]),
      fixes: fixes.map(({ title, edits }) => [title, edits.map(({ file, span, newText }) => [file, span, newText])]),
    }))
    .map((finding) => JSON.stringify(finding))
    .sort();
}

describe("what an analyser finds while files change", () => {
  it("is at any time what it would find if it saw them for the first time", () => {
    assert.ok(analyseFiles(project).findings.length > 5);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const analyser = new Analyser();
        let files = project;
        analyseFiles(files, analyser);
        for (const one of edits) {
          files = apply(files, one);
          assert.deepEqual(describeAnalysis(analyseFiles(files, analyser)), describeAnalysis(analyseFiles(files)));
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
