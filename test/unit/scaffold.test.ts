import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { parse } from "yaml";
import { defaultImage, defaultPlatforms, platformChoices, type ScaffoldAnswers } from "../../src/protocol/scaffold";
import { readPlatformFlags } from "../../src/scaffold/platforms";
import { scaffold } from "../../src/scaffold/scaffold";
import { analyseFiles } from "./fixtures";
import fc from "./properties";

interface Job {
  readonly stage: string;
  readonly tags: readonly string[];
  readonly needs?: readonly string[];
  readonly script: readonly string[];
}

interface Pipeline {
  readonly [name: string]: unknown;
}

/** The pipeline of GitLab's page "Use Buildah to build multi-platform images", as data. */
const example = {
  stages: ["build"],
  variables: { STORAGE_DRIVER: "vfs", BUILDAH_FORMAT: "docker", FQ_IMAGE_NAME: "$CI_REGISTRY_IMAGE:latest" },
  default: {
    image: "quay.io/buildah/stable",
    before_script: [
      'echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY',
    ],
  },
  "build-amd64": {
    stage: "build",
    tags: ["saas-linux-small-amd64"],
    script: [
      "buildah build --platform=linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 .",
      "buildah push $CI_REGISTRY_IMAGE:amd64",
    ],
  },
  "build-arm64": {
    stage: "build",
    tags: ["saas-linux-small-arm64"],
    script: [
      "buildah build --platform=linux/arm64/v8 -t $CI_REGISTRY_IMAGE:arm64 .",
      "buildah push $CI_REGISTRY_IMAGE:arm64",
    ],
  },
  create_manifest: {
    stage: "build",
    needs: ["build-arm64", "build-amd64"],
    tags: ["saas-linux-small-amd64"],
    script: [
      "buildah manifest create $FQ_IMAGE_NAME",
      "buildah manifest add $FQ_IMAGE_NAME docker://$CI_REGISTRY_IMAGE:amd64",
      "buildah manifest add $FQ_IMAGE_NAME docker://$CI_REGISTRY_IMAGE:arm64",
      "buildah manifest push --all $FQ_IMAGE_NAME",
    ],
  },
};

const amd64 = { platform: "linux/amd64", tag: "saas-linux-small-amd64" };
const arm64 = { platform: "linux/arm64/v8", tag: "saas-linux-small-arm64" };
const defaults: ScaffoldAnswers = { containerfile: "Containerfile", platforms: [amd64, arm64], image: defaultImage };

function make(answers: Partial<ScaffoldAnswers>): string {
  const result = scaffold({ ...defaults, ...answers });
  assert.ok(result.ok, result.ok ? "" : result.message);
  return result.text;
}

function read(answers: Partial<ScaffoldAnswers>): Pipeline {
  return parse(make(answers)) as Pipeline;
}

function job(pipeline: Pipeline, name: string): Job {
  assert.ok(name in pipeline, `no job ${name} in ${Object.keys(pipeline).join(", ")}`);
  return pipeline[name] as Job;
}

function refusal(answers: Partial<ScaffoldAnswers>): string {
  const result = scaffold({ ...defaults, ...answers });
  assert.ok(!result.ok, `accepted:\n${result.ok ? result.text : ""}`);
  const [field] = Object.keys(answers);
  assert.equal(result.field, field);
  assert.match(result.message, /^[^\n]+\.$/, "one sentence, on one line");
  assert.equal(result.message.split(/\. [A-Z]/).length, 1, `more than one sentence: ${result.message}`);
  return result.message;
}

/** What a shell passes to Buildah for a line of a script. */
function wordsOf(line: string): string[] {
  const program = `buildah() { printf '%s\\0' "$@"; }\n${line}`;
  const env = { CI_REGISTRY_IMAGE: "registry.example.com/group/app", FQ_IMAGE_NAME: "list" };
  const output = execFileSync("/bin/sh", ["-c", program], { encoding: "utf8", env });
  return output.split("\0").slice(0, -1);
}

/** The items of a list flag's value, read as pflag does (encoding/csv of Go): this reader takes one record. */
function readListValue(value: string): string[] {
  return [...value.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
  );
}

test("the defaults mean what GitLab's example means, job by job", () => {
  for (const containerfile of ["Containerfile", "Dockerfile"]) {
    const pipeline = read({ containerfile });
    assert.deepEqual(Object.keys(pipeline), Object.keys(example), "the same keywords and jobs in the same order");
    for (const [name, expected] of Object.entries(example)) assert.deepEqual(pipeline[name], expected, name);
  }
});

test("the default answers are those that the wizard and the flags start from", () => {
  assert.deepEqual(readPlatformFlags([], []), { ok: true, platforms: defaults.platforms });
  assert.deepEqual(
    defaultPlatforms.map((platform) => platformChoices.find((choice) => choice.platform === platform)?.hostedTag),
    ["saas-linux-small-amd64", "saas-linux-small-arm64"],
  );
});

test("comments tell where the example is weak", () => {
  const comments = (answers: Partial<ScaffoldAnswers>) =>
    make(answers)
      .split("\n")
      .filter((line) => line.trim().startsWith("#"));
  const text = comments({}).join("\n");
  const weaknesses = [
    /v1\.43\.1/,
    /branch/,
    /before_script of its own/,
    /final name/,
    /docker executor/,
    /before 1\.31/,
  ];
  for (const weakness of [...weaknesses, /GitLab\.com only/]) assert.match(text, weakness);
  assert.ok(comments({}).every((line) => line.length <= 120));
  const own = [{ platform: "linux/amd64", tag: "office" }];
  assert.doesNotMatch(comments({ platforms: own }).join("\n"), /GitLab\.com/);
  assert.match(comments({ containerfile: "Dockerfile" }).join("\n"), /-f \.\/Dockerfile/);
  assert.doesNotMatch(comments({ containerfile: "Containerfile" }).join("\n"), /Dockerfile/);
  assert.match(comments({ containerfile: "docker/Containerfile" }).join("\n"), /context/);
  const emulated = [{ platform: "linux/s390x", tag: "saas-linux-small-amd64" }];
  assert.match(
    comments({ platforms: emulated }).join("\n"),
    /runner is amd64: RUN steps for s390x may need an emulator/,
  );
  assert.match(
    comments({ platforms: [{ platform: "linux/riscv64", tag: "board" }] }).join("\n"),
    /stable does not exist/,
  );
});

test("a file in another place is named with -f, and the context stays the root", () => {
  const buildLine = (containerfile: string) => job(read({ containerfile }), "build-amd64").script[0]!;
  const start = "buildah build --platform=linux/amd64 -t $CI_REGISTRY_IMAGE:amd64";
  assert.equal(buildLine("docker/Containerfile"), `${start} -f docker/Containerfile .`);
  assert.equal(buildLine("./docker//Containerfile.prod"), `${start} -f docker/Containerfile.prod .`);
  assert.equal(buildLine("Containerfile.prod"), `${start} -f Containerfile.prod .`);
  assert.equal(buildLine("./Dockerfile"), `${start} -f ./Dockerfile .`);
  assert.equal(buildLine("-"), `${start} -f ./- .`);
  assert.equal(buildLine("it's here/Containerfile"), `${start} -f 'it'\\''s here/Containerfile' .`);
});

test("any path comes to Buildah as it was typed, through YAML, shell and the splitting of lists", () => {
  const character = fc.constantFrom(..."ab -_.:#'\"$`*!&|;,%@{}[]<>?~()=+ü漢🐙");
  const name = fc.string({ unit: character, minLength: 1, maxLength: 12 });
  const path = fc
    .array(name, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join("/"))
    .filter((text) => text.trim() !== "" && text.split("/").every((part) => part !== "." && part !== ".."))
    .filter((text) => !/^[A-Za-z]:\//.test(text));
  fc.assert(
    fc.property(path, (containerfile) => {
      const text = make({ containerfile });
      const line = job(parse(text) as Pipeline, "build-amd64").script[0]!;
      assert.equal(job(parse(text, { version: "1.1" }) as Pipeline, "build-amd64").script[0], line);
      const words = wordsOf(line);
      const platform = "--platform=linux/amd64";
      assert.deepEqual(words.slice(0, 4), ["build", platform, "-t", "registry.example.com/group/app:amd64"]);
      assert.deepEqual([words[4], words.at(-1), words.length], ["-f", ".", 7]);
      const [file, ...others] = readListValue(words[5]!);
      assert.deepEqual([file === "./-" ? "-" : file, others], [containerfile, []]);
    }),
    { numRuns: 100, examples: [["a, b/Containerfile"], ['say "hi"/Containerfile'], ["$HOME/x: #1"], ["-"], ["' ."]] },
  );
});

test("any runner tag stands in the YAML as it was typed", () => {
  const typed = fc
    .string({ unit: fc.constantFrom(..."aAyYnN01.-_:#*&!%@'\"`$ {}[]|>?~=<ü漢🐙"), minLength: 1, maxLength: 12 })
    .filter((text) => text === text.trim());
  const examples = [
    "*",
    "a: b",
    "x #y",
    "yes",
    "No",
    "null",
    "~",
    "1.5",
    "0x1F",
    "1e3",
    "1:30",
    "<<",
    "=",
    "- a",
    "!t",
  ];
  fc.assert(
    fc.property(typed, (tag) => {
      const text = make({ platforms: [{ platform: "linux/amd64", tag }] });
      for (const version of ["1.1", "1.2"] as const) {
        const pipeline = parse(text, { version }) as Pipeline;
        assert.deepEqual(job(pipeline, "build-amd64").tags, [tag]);
        assert.deepEqual(job(pipeline, "create_manifest").tags, [tag]);
      }
    }),
    { examples: examples.map((tag) => [tag]) },
  );
});

test("every platform has a job, a tag and an entry of its own; amd64 comes first", () => {
  const board = (platform: string) => ({ platform, tag: `board-${platform}` });
  const pipeline = read({
    platforms: [
      board("linux/arm/v6"),
      board("linux/armhf"),
      board("linux/aarch64"),
      board("linux/x86_64"),
      board("linux/386"),
    ],
    image: "${CI_REGISTRY_IMAGE}/app:v1",
  });
  const jobs = ["build-amd64", "build-arm-v6", "build-arm-v7", "build-arm64", "build-386"];
  assert.deepEqual(Object.keys(pipeline).slice(3), [...jobs, "create_manifest"]);
  assert.deepEqual(job(pipeline, "build-arm64").script, [
    "buildah build --platform=linux/arm64/v8 -t ${CI_REGISTRY_IMAGE}/app:arm64 .",
    "buildah push ${CI_REGISTRY_IMAGE}/app:arm64",
  ]);
  assert.deepEqual(job(pipeline, "build-arm-v7").tags, ["board-linux/armhf"]);
  assert.match(job(pipeline, "build-arm-v7").script[0]!, / --platform=linux\/arm\/v7 -t \S+:arm-v7 /);
  assert.match(job(pipeline, "build-arm-v6").script[0]!, / --platform=linux\/arm\/v6 -t \S+:arm-v6 /);
  const manifest = job(pipeline, "create_manifest");
  assert.deepEqual(manifest.needs, [...jobs].reverse());
  assert.deepEqual(manifest.tags, ["board-linux/x86_64"]);
  assert.deepEqual(
    manifest.script.slice(1, -1).map((line) => line.split(":").at(-1)),
    ["amd64", "arm-v6", "arm-v7", "arm64", "386"],
  );
});

test("one platform still gets a build job and a manifest job", () => {
  const pipeline = read({ platforms: [{ platform: "linux/riscv64", tag: "board" }] });
  assert.deepEqual(Object.keys(pipeline).slice(3), ["build-riscv64", "create_manifest"]);
  assert.deepEqual(job(pipeline, "create_manifest").needs, ["build-riscv64"]);
});

test("an image name is kept as typed, and references are made of it without its tag", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["$CI_REGISTRY_IMAGE", "$CI_REGISTRY_IMAGE"],
    ["${CI_REGISTRY_IMAGE}:v1.2", "${CI_REGISTRY_IMAGE}"],
    ["$CI_REGISTRY_IMAGE/web/front-end:$CI_COMMIT_REF_SLUG", "$CI_REGISTRY_IMAGE/web/front-end"],
    ["$CI_REGISTRY/group/app:latest", "$CI_REGISTRY/group/app"],
    ["${CI_REGISTRY}/$CI_PROJECT_NAMESPACE/app", "${CI_REGISTRY}/$CI_PROJECT_NAMESPACE/app"],
    ["$CI_REGISTRY_IMAGE:pre-${CI_PIPELINE_IID}_X", "$CI_REGISTRY_IMAGE"],
    ["$CI_REGISTRY_IMAGE:arm64-v9", "$CI_REGISTRY_IMAGE"],
  ];
  for (const [image, repository] of cases) {
    const pipeline = read({ image });
    assert.equal((pipeline.variables as Record<string, string>).FQ_IMAGE_NAME, image);
    assert.equal(job(pipeline, "build-arm64").script[1], `buildah push ${repository}:arm64`);
    assert.equal(
      job(pipeline, "create_manifest").script[2],
      `buildah manifest add $FQ_IMAGE_NAME docker://${repository}:arm64`,
    );
  }
});

test("an image that does not do is refused with one sentence", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /needs a name/],
    [" ", /blanks/],
    ["$CI_REGISTRY_IMAGE :latest", /blanks/],
    ["$CI_REGISTRY_IMAGE@sha256:0000000000000000000000000000000000000000000000000000000000000000", /digest/],
    ["$CI_REGISTRY_IMAGE:v1@$DIGEST", /digest/],
    ["docker.io/library/app:latest", /own GitLab project/],
    ["registry.gitlab.com/group/app", /own GitLab project/],
    ["app:latest", /own GitLab project/],
    ["$CI_REGISTRY_IMAGES:latest", /own GitLab project/],
    ["$MY_IMAGE", /own GitLab project/],
    ["docker://$CI_REGISTRY_IMAGE:latest", /without docker:\/\//],
    ["$CI_REGISTRY", /path/],
    ["$CI_REGISTRY:5000/app", /path/],
    ["$CI_REGISTRY_IMAGE-extra:latest", /comes \/ or a tag, not -extra/],
    ["$CI_REGISTRY_IMAGE/App:latest", /capital/],
    ["$CI_REGISTRY_IMAGE/a//b", /a \/ too many/],
    ["$CI_REGISTRY_IMAGE/a/", /a \/ too many/],
    ["$CI_REGISTRY_IMAGE/-a", /-a cannot be part/],
    ["$CI_REGISTRY_IMAGE/${NAME:-app}", /GitLab replaces \$NAME/],
    ["$CI_REGISTRY_IMAGE/a$", /GitLab replaces/],
    ["$CI_REGISTRY_IMAGE:", /comes a tag/],
    ["$CI_REGISTRY_IMAGE:feature/x", /feature\/x cannot be a tag/],
    ["$CI_REGISTRY_IMAGE:-x", /cannot be a tag/],
    ["$CI_REGISTRY_IMAGE:${TAG:-latest}", /GitLab replaces/],
    ["$CI_REGISTRY_IMAGE:a:b", /cannot be a tag/],
    [`$CI_REGISTRY_IMAGE:${"x".repeat(129)}`, /128/],
    ["$CI_REGISTRY_IMAGE:amd64", /linux\/amd64 gets the tag amd64/],
    ["$CI_REGISTRY_IMAGE:arm64", /linux\/arm64\/v8 gets the tag arm64/],
  ];
  for (const [image, message] of cases) assert.match(refusal({ image }), message, image);
});

test("platforms that do not do are refused with one sentence, and the nearest that does is named", () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /at least one/],
    [[""], /missing/],
    [["linux/arm64v8"], /arm64v8 is not an architecture.*write linux\/arm64\/v8/],
    [["linux/x64"], /write linux\/amd64/],
    [["linux:arm64"], /not a platform: write linux\/arm64\/v8/],
    [["linux/amd64,linux/arm64"], /not a platform/],
    [["linux/pdp11"], /pdp11 is not an architecture.*for example/],
    [["arm64"], /only half of a platform: write linux\/arm64\/v8/],
    [["linux"], /only half of a platform/],
    [["windows/amd64"], /not a Linux platform/],
    [["linux/amd64", "linux/x86_64"], /linux\/amd64 and linux\/x86_64 are the same/],
    [["linux/arm64", "linux/arm64/v8"], /linux\/arm64 and linux\/arm64\/v8 are the same/],
    [["linux/arm", "linux/arm/v7"], /the same/],
    [["linux/amd64", "linux/amd64"], /named twice/],
  ];
  for (const [platforms, message] of cases) {
    assert.match(refusal({ platforms: platforms.map((platform) => ({ platform, tag: "runner" })) }), message);
  }
  const tags: readonly (readonly [string, RegExp])[] = [
    ["", /linux\/amd64 needs a tag/],
    ["  ", /needs a tag/],
    [" a", /blank/],
    ["a,b", /comma/],
    ["a\nb", /printed/],
    ["a\u2028b", /printed/],
    ["x".repeat(256), /255/],
  ];
  for (const [tag, message] of tags) assert.match(refusal({ platforms: [{ platform: "linux/amd64", tag }] }), message);
});

test("a path that does not do is refused with one sentence", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /Name the Containerfile/],
    [" ", /Name the Containerfile/],
    ["/src/Containerfile", /root of the project/],
    ["C:/src/Containerfile", /root of the project/],
    ["docker\\Containerfile", /with \//],
    ["../Containerfile", /inside of the project/],
    ["a/../../Containerfile", /inside of the project/],
    [".", /folder/],
    ["docker/", /folder/],
    ["a\nb", /printed/],
  ];
  for (const [containerfile, message] of cases) assert.match(refusal({ containerfile }), message, containerfile);
});

test("flags give the platforms and runners of the answers", () => {
  const cases: readonly (readonly [readonly string[], readonly string[], readonly (readonly [string, string])[]])[] = [
    [["linux/amd64"], [], [["linux/amd64", "saas-linux-small-amd64"]]],
    [
      ["linux/aarch64", "linux/x86_64"],
      [],
      [
        ["linux/aarch64", "saas-linux-small-arm64"],
        ["linux/x86_64", "saas-linux-small-amd64"],
      ],
    ],
    [
      ["linux/amd64,linux/arm64"],
      [],
      [
        ["linux/amd64", "saas-linux-small-amd64"],
        ["linux/arm64", "saas-linux-small-arm64"],
      ],
    ],
    [["linux/arm/v7"], ["linux/arm=pi=4"], [["linux/arm/v7", "pi=4"]]],
    [
      [],
      ["linux/arm64=mac"],
      [
        ["linux/amd64", "saas-linux-small-amd64"],
        ["linux/arm64/v8", "mac"],
      ],
    ],
  ];
  for (const [platforms, runners, expected] of cases) {
    const answers = expected.map(([platform, tag]) => ({ platform, tag }));
    assert.deepEqual(readPlatformFlags(platforms, runners), { ok: true, platforms: answers });
  }
});

test("flags that do not do are refused with one sentence", () => {
  const cases: readonly (readonly [readonly string[], readonly string[], RegExp])[] = [
    [["linux/s390x"], [], /hosts no runner for linux\/s390x.*--runner linux\/s390x=TAG/],
    [["linux/arm64v8"], [], /write linux\/arm64\/v8/],
    [["linux/amd64", "linux/amd64/v1"], [], /the same/],
    [["linux/amd64,"], [], /missing/],
    [[], ["linux/amd64"], /has no tag/],
    [[], ["linux/amd64="], /needs a tag/],
    [[], ["linux/armv7=pi"], /write linux\/arm\/v7/],
    [[], ["linux/arm/v7=pi"], /not built: add --platform linux\/arm\/v7/],
    [["linux/arm"], ["linux/arm=a", "linux/arm/v7=b"], /twice/],
  ];
  for (const [platforms, runners, message] of cases) {
    const result = readPlatformFlags(platforms, runners);
    assert.ok(!result.ok, `accepted ${platforms} ${runners}`);
    assert.match(result.message, message);
    assert.match(result.message, /^[^\n]+\.$/);
  }
});

test("the rules find nothing at error or warning in what the scaffold makes", () => {
  const own = platformChoices.map(({ platform, hostedTag }, index) => ({ platform, tag: hostedTag ?? `own-${index}` }));
  const answers: readonly Partial<ScaffoldAnswers>[] = [
    {},
    { containerfile: "docker/my Containerfile" },
    { platforms: own },
    { platforms: [amd64] },
    { platforms: own.map(({ platform }) => ({ platform, tag: "office" })) },
    { image: "${CI_REGISTRY_IMAGE}/app:$CI_COMMIT_REF_SLUG" },
    { image: "$CI_REGISTRY/group/app" },
  ];
  for (const answer of answers) {
    const containerfile = answer.containerfile ?? defaults.containerfile;
    const files = { ".gitlab-ci.yml": make(answer), [containerfile]: "FROM docker.io/library/alpine:3.22\nRUN true\n" };
    const { flows, findings, failures } = analyseFiles(files);
    assert.deepEqual(failures, []);
    const runs = flows.flatMap((flow) => flow.runs);
    const builds = runs.flatMap((run) => run.events.filter((event) => event.kind === "build"));
    const adds = runs.flatMap((run) => run.events.filter((event) => event.kind === "listAdd"));
    const count = (answer.platforms ?? defaults.platforms).length;
    assert.deepEqual([runs.length, builds.length, adds.length], [count + 1, count, count], "the model reads all of it");
    assert.ok(runs.every((run) => run.isComplete && run.opaque.length === 0));
    const bad = findings.filter(({ severity }) => severity === "error" || severity === "warning");
    assert.deepEqual(
      bad.map(({ rule, message }) => `${rule}: ${message}`),
      [],
    );
  }
});
