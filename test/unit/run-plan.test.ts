import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseContainerfile } from "../../src/containerfile/parse";
import { readPipeline } from "../../src/gitlab/read";
import { readImageFlow } from "../../src/images/read";
import type { RunPlan, WorkingCopy } from "../../src/protocol/messages";
import { listBuildJobs } from "../../src/run/jobs";
import { planRun } from "../../src/run/plan";
import { ShellParser } from "../../src/shell/parse";
import { parseYaml } from "../../src/yaml/parse";

const folder = "file:///home/me/My%20App";
const pipelineUri = `${folder}/.gitlab-ci.yml`;

const onBranch: WorkingCopy = {
  folder,
  sha: "1ecfd275763eff1d6b4844ea3168962458c9f27a",
  branch: "Feature/ÄÖ_new-",
  defaultBranch: "main",
  timestamp: "2026-11-23T12:00:00+01:00",
};

const { branch, ...detached } = onBranch;
const onTag: WorkingCopy = { ...detached, tag: "v1.2" };

interface Options {
  readonly job?: string;
  readonly hostPlatform?: string;
  readonly workingCopy?: WorkingCopy;
  readonly answers?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

const flowOf = (yaml: string) => {
  const reader = {
    read: (file: string) =>
      file === pipelineUri ? ({ kind: "loaded", text: yaml } as const) : ({ kind: "absent" } as const),
    list: () => ({ kind: "loaded", files: [] }) as const,
  };
  return readImageFlow(readPipeline({ file: pipelineUri, folder }, reader, parseYaml), new ShellParser());
};

const plan = (
  yaml: string,
  { job, hostPlatform = "linux/amd64", workingCopy = onBranch, answers = {}, files = {} }: Options = {},
): RunPlan => {
  const flow = flowOf(yaml);
  const run = flow.runs.find(({ instance }) => job === undefined || instance.name === job)!;
  return planRun(flow, run, { hostPlatform, workingCopy, answers }, (file) => {
    const text = files[decodeURIComponent(file).slice(decodeURIComponent(folder).length + 1)];
    return text === undefined ? undefined : parseContainerfile(file, text);
  });
};

/** A job with these script lines. */
const job = (...lines: readonly string[]) =>
  `build:\n  script:\n${lines.map((line) => `    - ${JSON.stringify(line)}\n`).join("")}`;

const only = (made: RunPlan) => {
  assert.equal(made.steps.length, 1);
  return made.steps[0]!;
};
const args = (made: RunPlan) => only(made).arguments;
const ids = (made: RunPlan) => made.questions.map(({ id }) => id);

const documentPipeline = `
stages: [build]
variables:
  STORAGE_DRIVER: vfs
  BUILDAH_FORMAT: docker
  FQ_IMAGE_NAME: "$CI_REGISTRY_IMAGE:latest"
default:
  image: quay.io/buildah/stable
  before_script:
    - echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY
build-amd64:
  stage: build
  tags: [saas-linux-small-amd64]
  script:
    - buildah build --platform=linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 .
    - buildah push $CI_REGISTRY_IMAGE:amd64
build-arm64:
  stage: build
  tags: [saas-linux-small-arm64]
  script:
    - buildah build --platform=linux/arm64/v8 -t $CI_REGISTRY_IMAGE:arm64 .
    - buildah push $CI_REGISTRY_IMAGE:arm64
create_manifest:
  stage: build
  needs: ["build-arm64", "build-amd64"]
  script:
    - buildah manifest create $FQ_IMAGE_NAME
    - buildah manifest push --all $FQ_IMAGE_NAME
`;

describe("jobs that build", () => {
  it("are listed with their platforms in normal form", () => {
    const jobs = listBuildJobs(flowOf(documentPipeline), "linux/arm64");
    assert.deepEqual(
      jobs.map(({ job: name, platforms, isForHost }) => ({ name, platforms, isForHost })),
      [
        { name: "build-amd64", platforms: ["linux/amd64"], isForHost: false },
        { name: "build-arm64", platforms: ["linux/arm64"], isForHost: true },
      ],
    );
    assert.equal(jobs[0]!.pipeline, pipelineUri);
    assert.equal(jobs[0]!.uri, pipelineUri);
    assert.deepEqual(jobs[0]!.range, { start: { line: 10, character: 0 }, end: { line: 10, character: 11 } });
  });

  it("are one for each combination of a matrix", () => {
    const yaml = `build:\n  parallel:\n    matrix:\n      - ARCH: [amd64, arm64]\n  script:\n    - buildah build --platform linux/$ARCH -t x:$ARCH .\n`;
    const jobs = listBuildJobs(flowOf(yaml), "linux/amd64");
    assert.deepEqual(
      jobs.map((found) => [found.job, found.platforms, found.isForHost]),
      [
        ["build: [amd64]", ["linux/amd64"], true],
        ["build: [arm64]", ["linux/arm64"], false],
      ],
    );
  });

  it("are for the host when no platform is named, and not when it cannot be known", () => {
    assert.equal(listBuildJobs(flowOf(job("buildah bud .")), "linux/amd64")[0]?.isForHost, true);
    const [unknown] = listBuildJobs(flowOf(job("buildah build --platform $TARGET .")), "linux/amd64");
    assert.deepEqual([unknown?.platforms, unknown?.isForHost], [[], false]);
    const [arch] = listBuildJobs(flowOf(job("podman build --arch aarch64 .")), "linux/arm64");
    assert.deepEqual([arch?.platforms, arch?.isForHost], [["linux/arm64"], true]);
  });
});

describe("a plan to run the builds of a job", () => {
  it("runs the build of the document's pipeline under a local name and nothing else", () => {
    const made = plan(documentPipeline, { job: "build-amd64" });
    assert.deepEqual(args(made), ["build", "--platform=linux/amd64", "-t", "localhost/my-app:amd64", "."]);
    assert.deepEqual(made.platforms, ["linux/amd64"]);
    assert.deepEqual(made.questions, []);
    assert.deepEqual(made.environment, { BUILDAH_FORMAT: "docker", STORAGE_DRIVER: "vfs" });
    assert.deepEqual(made.values, [
      { name: "CI_REGISTRY_IMAGE", value: "localhost/my-app", source: "local stand-in", isSecret: false },
    ]);
    assert.deepEqual(made.notes, [
      "Left out: `buildah login`, `buildah push`. Nothing is logged in to and nothing is pushed.",
    ]);
    const step = only(made);
    assert.equal(step.directory, "");
    assert.equal(step.uri, pipelineUri);
    assert.deepEqual(step.range, { start: { line: 14, character: 6 }, end: { line: 14, character: 72 } });
  });

  it("says that a build for another architecture needs emulation", () => {
    const made = plan(documentPipeline, { job: "build-arm64" });
    assert.deepEqual(args(made), ["build", "--platform=linux/arm64/v8", "-t", "localhost/my-app:arm64", "."]);
    assert.match(
      made.notes[0]!,
      /^RUN instructions for linux\/arm64 need emulation on this machine, which is linux\/amd64/,
    );
  });

  it("finds the Containerfile and its instructions", () => {
    const files = { "docker/Dockerfile": "ARG A=1\nFROM scratch AS a\nCOPY x \\\n  /x\nFROM a\n" };
    for (const line of [
      "buildah build docker",
      "cd docker && buildah build",
      "buildah build -f docker/Dockerfile .",
      "buildah build -f $CI_PROJECT_DIR/docker/Dockerfile",
      "buildah build -f Dockerfile docker",
    ]) {
      const found = only(plan(job(line), { files })).containerfile;
      assert.equal(found?.uri, `${folder}/docker/Dockerfile`, line);
      assert.deepEqual(
        found?.instructions.map(({ stage, keyword, text, range }) => [
          stage,
          keyword,
          text,
          range.start.line,
          range.end.line,
        ]),
        [
          [0, "FROM", "scratch AS a", 1, 1],
          [0, "COPY", "x /x", 2, 3],
          [1, "FROM", "a", 4, 4],
        ],
      );
    }
    assert.equal(only(plan(job("buildah build -f a,b ."), { files: { a: "FROM x", b: "" } })).containerfile, undefined);
    assert.equal(only(plan(job("buildah build https://example.org/x.git"), { files })).containerfile, undefined);
  });

  it("uses the folder that the script went to", () => {
    assert.equal(only(plan(job("cd sub/dir", "buildah build ."))).directory, "sub/dir");
    const asked = plan(job("cd $WHERE", "buildah build -t x ."));
    assert.deepEqual(ids(asked), ["working directory of buildah build -t x ."]);
    const answered = plan(job("cd $WHERE", "buildah build -t x ."), {
      answers: { "working directory of buildah build -t x .": "a b" },
    });
    assert.equal(only(answered).directory, "a b");
    assert.deepEqual(answered.questions, []);
  });

  it("takes flags of Buildah itself along", () => {
    assert.deepEqual(args(plan(job("buildah --storage-driver vfs bud -t x ."))), [
      "build",
      "--storage-driver",
      "vfs",
      "-t",
      "x",
      ".",
    ]);
    const podman = plan(job("podman image build -t x ."));
    assert.deepEqual(args(podman), ["build", "-t", "x", "."]);
    assert.deepEqual(podman.notes, ["The job builds with Podman; here Buildah does, with the same flags."]);
  });

  it("has a step for each build", () => {
    const made = plan(job("buildah build -t one .", "if [ -f x ]; then buildah build -t two .; fi"));
    assert.deepEqual(
      made.steps.map((step) => step.arguments[2]),
      ["one", "two"],
    );
    assert.deepEqual(made.notes, ["`buildah build -t two .` runs only under a condition on GitLab; here it runs."]);
  });
});

describe("values of a plan", () => {
  const valuesOf = (names: readonly string[], options?: Options) =>
    args(plan(job(`buildah build ${names.map((name) => `--label "${name}=$${name}"`).join(" ")} .`), options))
      .filter((argument) => argument.includes("="))
      .map((argument) => argument.slice(argument.indexOf("=") + 1));

  it("come from git on a branch", () => {
    const names = [
      "CI_COMMIT_SHA",
      "CI_COMMIT_SHORT_SHA",
      "CI_COMMIT_REF_NAME",
      "CI_COMMIT_REF_SLUG",
      "CI_COMMIT_BRANCH",
      "CI_DEFAULT_BRANCH",
      "CI_COMMIT_TIMESTAMP",
    ];
    assert.deepEqual(valuesOf(names), [
      onBranch.sha,
      "1ecfd275",
      branch,
      "feature----new",
      branch,
      "main",
      onBranch.timestamp,
    ]);
  });

  it("come from git on a tag", () => {
    assert.deepEqual(valuesOf(["CI_COMMIT_TAG", "CI_COMMIT_REF_NAME", "CI_COMMIT_REF_SLUG"], { workingCopy: onTag }), [
      "v1.2",
      "v1.2",
      "v1-2",
    ]);
    const asked = plan(job("buildah build -t x:$CI_COMMIT_BRANCH ."), { workingCopy: onTag });
    assert.deepEqual(asked.questions, [
      {
        id: "CI_COMMIT_BRANCH",
        prompt: "Value of CI_COMMIT_BRANCH, which GitLab does not set for what is checked out",
        isSecret: false,
      },
    ]);
  });

  it("stand in for the project and the registry", () => {
    const names = [
      "CI_PROJECT_DIR",
      "CI_PROJECT_NAME",
      "CI_REGISTRY",
      "CI_REGISTRY_IMAGE",
      "CI_JOB_NAME",
      "CI_JOB_STAGE",
      "CI_PIPELINE_ID",
    ];
    assert.deepEqual(valuesOf(names), [
      "/home/me/My App",
      "My App",
      "localhost",
      "localhost/my-app",
      "build",
      "test",
      "0",
    ]);
  });

  it("are asked for, never passed empty", () => {
    const line = 'buildah build -t "$IMAGE:$CI_COMMIT_TAG" --build-arg V=$(git describe) --label u=$CI_SERVER_URL .';
    const made = plan(job(line), { workingCopy: { folder } });
    assert.deepEqual(ids(made), ["IMAGE", "CI_COMMIT_TAG", "$(git describe)", "CI_SERVER_URL"]);
    assert.deepEqual(
      made.questions.map(({ prompt }) => prompt),
      [
        "Value of IMAGE, which the pipeline's files do not tell",
        "Value of CI_COMMIT_TAG, which GitLab would set",
        "Result of $(git describe)",
        "Value of CI_SERVER_URL, which GitLab would set",
      ],
    );
    const answers = { IMAGE: "app", CI_COMMIT_TAG: "1", "$(git describe)": "v1-2", CI_SERVER_URL: "http://x" };
    const answered = plan(job(line), { workingCopy: { folder }, answers });
    assert.deepEqual(answered.questions, []);
    assert.deepEqual(args(answered), ["build", "-t", "app:1", "--build-arg", "V=v1-2", "--label", "u=http://x", "."]);
    assert.deepEqual(
      answered.values.map(({ name, source }) => [name, source]),
      Object.keys(answers).map((name) => [name, "your answer"]),
    );
  });

  it("do not come from what every object has", () => {
    assert.deepEqual(ids(plan(job("buildah build -t $constructor:$toString ."))), ["constructor", "toString"]);
  });

  it("are asked for once", () => {
    assert.deepEqual(ids(plan(job("buildah build -t a:$V --label v=$V .", "buildah build -t b:$V ."))), ["V"]);
  });

  it("take the default of a variable that is certainly not set, and a part of one that is known", () => {
    const line = "buildah build -t a:${CI_COMMIT_TAG:-latest} -t b:${CI_COMMIT_SHA:0:4} -t c:${CI_DEFAULT_BRANCH-x} .";
    const made = plan(job(line));
    assert.deepEqual(made.questions, []);
    assert.deepEqual(args(made), ["build", "-t", "a:latest", "-t", "b:1ecf", "-t", "c:main", "."]);
    assert.deepEqual(ids(plan(job("buildah build -t a:${RELEASE:-latest} ."))), ["${RELEASE:-latest}"]);
  });

  it("of secrets are marked and not shown, and stay out of the process list", () => {
    const line = 'buildah build --build-arg "KEY=$DEPLOY_TOKEN" --build-arg P=$CI_REGISTRY_PASSWORD .';
    assert.deepEqual(
      plan(job(line)).questions.map(({ id, isSecret }) => [id, isSecret]),
      [
        ["DEPLOY_TOKEN", true],
        ["CI_REGISTRY_PASSWORD", true],
      ],
    );
    const answers = { DEPLOY_TOKEN: "it's", CI_REGISTRY_PASSWORD: "hush" };
    const made = plan(job(line), { answers });
    assert.deepEqual(args(made), ["build", "--build-arg", "KEY", "--build-arg", "P", "."]);
    assert.deepEqual(made.environment, { KEY: "it's", P: "hush" });
    assert.deepEqual(
      made.values.map(({ value, isSecret }) => [value, isSecret]),
      [
        ["***", true],
        ["***", true],
      ],
    );
  });

  it("are split on blanks only where the shell would split them", () => {
    const line = 'buildah build $FLAGS -t "$NAME" .';
    const made = plan(job(line), { answers: { FLAGS: " --no-cache  --layers=false\n", NAME: "a b" } });
    assert.deepEqual(args(made), ["build", "--no-cache", "--layers=false", "-t", "a b", "."]);
    assert.deepEqual(args(plan(job(line), { answers: { FLAGS: "", NAME: "" } })), ["build", "-t", "", "."]);
    assert.deepEqual(args(plan(job("buildah build -t pre$X.post ."), { answers: { X: "a b" } })), [
      "build",
      "-t",
      "prea",
      "b.post",
      ".",
    ]);
  });

  it("are data, whatever they hold", () => {
    const NAME = 'x\'; touch /tmp/x; $(touch y) `z` "q" \\';
    const made = plan(job('buildah build --label "n=$NAME" .'), { answers: { NAME } });
    assert.deepEqual(args(made), ["build", "--label", `n=${NAME}`, "."]);
  });
});

describe("a local run never reaches a registry to write", () => {
  it("names the image locally where the pipeline pushes it", () => {
    const made = plan(
      job(
        "buildah build -t docker://$CI_REGISTRY_IMAGE:1 --tag=docker://r.example/x -tdocker://y -qt=docker://z --manifest docker://l .",
      ),
    );
    assert.deepEqual(args(made), [
      "build",
      "-t",
      "localhost/my-app:1",
      "--tag=r.example/x",
      "-ty",
      "-qt=z",
      "--manifest",
      "l",
      ".",
    ]);
    assert.equal(
      made.notes[0],
      "The image is not pushed: it is named localhost/my-app:1 here, not docker://localhost/my-app:1.",
    );
  });

  it("does so in answers too, and as often as it takes", () => {
    const line = "buildah build $FLAGS -t $IMAGE .";
    const answers = {
      FLAGS: "--cache-to r.example/c --unknown v --creds u:p",
      IMAGE: "docker://docker://atomic:r.example/x",
    };
    const made = plan(job(line), { answers });
    assert.deepEqual(args(made), ["build", "--unknown", "v", "-t", "r.example/x", "."]);
  });

  it("keeps local destinations", () => {
    assert.deepEqual(args(plan(job("buildah build -t oci:dir:x --output type=local,dest=out ."))), [
      "build",
      "-t",
      "oci:dir:x",
      "--output",
      "type=local,dest=out",
      ".",
    ]);
  });

  it("leaves out what writes or logs in, without asking for its values", () => {
    const line =
      "buildah build --layers --cache-to $CACHE --creds=$CI_REGISTRY_USER:$CI_REGISTRY_PASSWORD --authfile auth.json -t x .";
    const made = plan(job(line));
    assert.deepEqual(args(made), ["build", "--layers", "-t", "x", "."]);
    assert.deepEqual(made.questions, []);
    assert.deepEqual(
      made.notes.map((note) => note.split(" ")[0]),
      ["--cache-to", "--creds", "--authfile"],
    );
  });

  it("does not take a value for a flag", () => {
    assert.deepEqual(args(plan(job("buildah build -t --cache-to -t x ."))), [
      "build",
      "-t",
      "--cache-to",
      "-t",
      "x",
      ".",
    ]);
    assert.deepEqual(args(plan(job("buildah build . --creds x"))), ["build", ".", "--creds", "x"]);
  });
});

describe("platforms of a plan", () => {
  it("are the host's where it is one of several", () => {
    for (const flags of [
      "--platform linux/arm64,linux/amd64",
      "--platform=linux/arm64 --platform=linux/amd64",
      "--platform aarch64,x86_64",
    ]) {
      const made = plan(job(`buildah build ${flags} --manifest l .`), { hostPlatform: "linux/arm64" });
      assert.deepEqual(made.platforms, ["linux/arm64"], flags);
      assert.match(made.notes[0]!, /^Only linux\/arm64 is built, not (linux\/amd64|x86_64)\.$/);
    }
    const made = plan(job("buildah build --platform=linux/arm64,linux/amd64 -q --platform linux/s390x -t x ."));
    assert.deepEqual(args(made), ["build", "--platform=linux/amd64", "-q", "-t", "x", "."]);
  });

  it("of all base images become the host's", () => {
    assert.deepEqual(args(plan(job("buildah build --all-platforms -t x ."))), [
      "build",
      "--platform=linux/amd64",
      "-t",
      "x",
      ".",
    ]);
  });

  it("stay when the host's is not among them", () => {
    const made = plan(job("buildah build --platform=linux/arm64,linux/s390x --manifest l ."));
    assert.deepEqual(args(made)[1], "--platform=linux/arm64,linux/s390x");
    assert.deepEqual(made.platforms, ["linux/arm64", "linux/s390x"]);
    assert.match(made.notes[0]!, /^RUN instructions for linux\/arm64, linux\/s390x need emulation/);
  });

  it("of other builds of the job are left out", () => {
    const made = plan(
      job("for arch in amd64 arm64; do buildah build --platform linux/$arch -t x:$arch $SECRET_FLAGS .; done"),
      { answers: { SECRET_FLAGS: "" } },
    );
    assert.deepEqual(
      made.steps.map((step) => step.arguments),
      [["build", "--platform", "linux/amd64", "-t", "x:amd64", "."]],
    );
    assert.equal(made.notes[0], "Left out: the builds for linux/arm64; this machine is linux/amd64.");
  });

  it("need no emulation for the same kind of processor", () => {
    assert.deepEqual(plan(job("buildah build --platform linux/386 .")).notes, []);
    assert.deepEqual(plan(job("buildah build --platform linux/amd64/v3 .")).notes, []);
  });
});

describe("the environment of a plan", () => {
  it("holds what Buildah reads and what arguments name", () => {
    const yaml = `
variables:
  BUILDAH_LAYERS: "true"
  REGISTRY_AUTH_FILE: /x
  OTHER: not passed
  VERSION: "1 $CI_COMMIT_SHORT_SHA"
build:
  variables: { SECRET_ID: in yaml }
  script:
    - export EXPORTED=yes
    - INLINE=now BUILDAH_FORMAT=docker buildah build --build-arg VERSION --build-arg EXPORTED --env INLINE --secret id=a,env=API_TOKEN --secret id=SECRET_ID --secret id=b,src=file --build-arg Z=1 .
`;
    const made = plan(yaml, { answers: { API_TOKEN: "hush" } });
    assert.deepEqual(made.environment, {
      BUILDAH_FORMAT: "docker",
      BUILDAH_LAYERS: "true",
      VERSION: "1 1ecfd275",
      EXPORTED: "yes",
      INLINE: "now",
      API_TOKEN: "hush",
      SECRET_ID: "in yaml",
    });
    assert.deepEqual(made.questions, []);
    assert.deepEqual(ids(plan(yaml)), ["API_TOKEN"]);
  });

  it("keeps values apart that differ from build to build", () => {
    const made = plan(
      job(
        "for v in 1 2; do V=$v BUILDAH_FORMAT=docker buildah build --build-arg V --build-arg=W -t x:$v .; done",
        "BUILDAH_FORMAT=oci buildah build .",
      ),
      { answers: { W: "w" } },
    );
    assert.deepEqual(
      made.steps.map((step) => step.arguments.slice(1, 4)),
      [["--build-arg", "V=1", "--build-arg=W"], ["--build-arg", "V=2", "--build-arg=W"], ["."]],
    );
    assert.deepEqual(made.environment, { BUILDAH_FORMAT: "oci", W: "w" });
    assert.deepEqual(made.notes, [
      "BUILDAH_FORMAT differs from build to build; here all get the value of the last one.",
    ]);
  });

  it("asks for what nothing sets", () => {
    assert.deepEqual(ids(plan(job("buildah build --build-arg HTTP_TOKEN ."))), ["HTTP_TOKEN"]);
  });
});

describe("what a plan leaves out", () => {
  it("is named", () => {
    const made = plan(
      job(
        "echo hello",
        "./prepare.sh",
        "apk add make",
        "echo 1 > version.txt",
        "buildah build -t x .",
        "buildah push x",
        "docker login",
        "make test",
        "echo done",
      ),
    );
    assert.deepEqual(made.notes, [
      "Left out: `buildah push`, `docker login`. Nothing is logged in to and nothing is pushed.",
      "Left out, though it comes before the build: `./prepare.sh`, `apk add`, `echo`. What it makes for the build must be there already.",
      "Left out after the build: `make test`.",
    ]);
  });

  it("does not drown the reader", () => {
    const made = plan(job(...Array.from({ length: 9 }, (_, index) => `./step${index}`), "buildah build ."));
    assert.match(made.notes[0]!, /`\.\/step5` and 3 more\./);
  });

  it("is said when a part cannot be read", () => {
    const made = plan(
      "build:\n  before_script:\n    - !reference [.missing, script]\n  script:\n    - buildah build .\n",
    );
    assert.deepEqual(made.notes, ["A part of the script could not be read; what it does is left out too."]);
  });

  it("is the standard input", () => {
    const made = plan(job("cat Containerfile | buildah build -f - ."));
    assert.deepEqual(made.notes, ["The build reads its Containerfile from its standard input, which is empty here."]);
  });
});
