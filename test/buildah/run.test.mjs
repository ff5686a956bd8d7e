// @ts-check
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createProject, predefinedVariables } from "./project.mjs";
import { startTestbed } from "./testbed.mjs";

/** The first lines of an image with a shell. */
const BASE = 'FROM scratch\nCOPY rootfs/amd64/ /\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n';

/** What the builds that must fail begin with, in the order in which they are made. */
const BASE_IMAGES = {
  base: 'FROM scratch\nCOPY bin /bin\nENV PATH=/bin\nRUN ["busybox", "--install", "-s", "/bin"]\n',
  triggers: "FROM localhost/base\nONBUILD RUN echo trigger\nONBUILD ENV Q=1\n",
  "failing-trigger": "FROM localhost/base\nONBUILD RUN exit 5\n",
};

/** A program that runs until it is ended, to be told from those of other tests. */
const SLEEP = `sleep ${100_000 + process.pid}`;

describe("Build for Host Platform on the real Buildah", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  /** @type {string} */
  let driver;
  before(async () => {
    bed = await startTestbed();
    driver = join(bed.folder, "run-driver.cjs");
    await build({
      entryPoints: [fileURLToPath(new URL("run-driver.ts", import.meta.url))],
      outfile: driver,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "error",
    });
  });
  after(() => bed?.close());

  /**
   * @param {object} request what the driver is asked
   * @param {{machine?: import("./testbed.mjs").Machine, project: string}} where
   */
  const drive = async (request, { machine, project }) => {
    const file = join(await mkdtemp(join(bed.folder, "request-")), "request.json");
    await writeFile(file, JSON.stringify(request));
    const given = machine === undefined ? {} : { machine };
    const { code, stdout, stderr } = await bed.runProgram({
      ...given,
      program: process.execPath,
      args: [driver, file],
      project,
      timeoutSeconds: 180,
    });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  /**
   * @param {string} pipeline
   * @param {string} [containerfile]
   */
  const projectWith = async (pipeline, containerfile) => {
    const project = await createProject(bed);
    await writeFile(join(project, ".gitlab-ci.yml"), pipeline);
    if (containerfile !== undefined) await writeFile(join(project, "Containerfile"), `${BASE}${containerfile}`);
    return project;
  };

  it("builds the stages of a Containerfile for the host and sends nothing to a registry", async () => {
    const { CI_REGISTRY_IMAGE: image, ...predefined } = predefinedVariables(bed);
    const pipeline = `
variables:
  BUILDAH_FORMAT: docker
build:
  before_script:
    - echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY
  script:
    - buildah build --platform linux/arm64,linux/amd64 --build-arg NAME=you -t $CI_REGISTRY_IMAGE:local -t docker://${image}:pushed .
    - buildah push $CI_REGISTRY_IMAGE:local docker://${image}:local
`;
    const machine = await bed.newMachine();
    const project = await projectWith(pipeline);
    const { plan, outcomes, output } = await drive({ job: "build" }, { machine, project });
    assert.deepEqual(outcomes, [{ exitCode: 0, isCancelled: false }], output);
    assert.match(output, /^\[2\/3\] STEP 3\/3: RUN uname -m/m);
    assert.match(output, /^\[3\/3\] STEP 3\/4: RUN test -s/m);
    assert.doesNotMatch(output, /arm64/);
    assert.ok(plan.notes.includes("Only linux/amd64 is built, not linux/arm64."));

    const names = await bed.runProgram({
      machine,
      program: "buildah",
      args: ["images", "--format", "{{.Name}}:{{.Tag}}"],
    });
    const local = plan.steps[0].arguments[plan.steps[0].arguments.indexOf("-t") + 1];
    assert.match(local, /^localhost\/[a-z0-9-]+:local$/);
    assert.ok(names.stdout.includes(`${local}\n`) && names.stdout.includes(`${image}:pushed\n`), names.stdout);
    for (const tag of ["pushed", "local"])
      await assert.rejects(bed.readIndex(`${image}:${tag}`), /manifest unknown|name unknown/);

    // As a runner runs it, the same script does push: the registry would have shown it above.
    const script = [
      `echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY`,
      `buildah build --platform linux/amd64 -t docker://${image}:pushed .`,
    ];
    assert.equal((await bed.runJob({ script, variables: predefined, project })).code, 0);
    await bed.readIndex(`${image}:pushed`);
  });

  it("takes answers as data, never as code", async () => {
    const pipeline =
      'build:\n  script:\n    - buildah build --label "note=$NOTE" --build-arg "NAME=$NOTE" $FLAGS -t noted .\n';
    const NOTE = "a  b 'c' \"d\" $(touch created) `touch created`; touch created \\ $HOME";
    const machine = await bed.newMachine();
    const project = await projectWith(
      pipeline,
      'ARG NAME\nRUN printf %s "$NAME" > /name && ls created 2>/dev/null; cat /name\n',
    );
    const asked = await drive({ job: "build" }, { machine, project });
    assert.deepEqual(
      asked.plan.questions.map((/** @type {{id: string}} */ { id }) => id),
      ["NOTE", "FLAGS"],
    );
    assert.equal(asked.outcomes, undefined);

    const answers = { NOTE, FLAGS: "--layers=false  --label other=$(touch created)" };
    const { plan, outcomes, output } = await drive({ job: "build", answers }, { machine, project });
    // What is split on blanks is still no code: the rest of the answer is taken as the context, which is not there.
    assert.deepEqual(plan.steps[0].arguments.slice(5, 9), ["--layers=false", "--label", "other=$(touch", "created)"]);
    assert.equal(outcomes[0].exitCode, 125, output);

    const again = await drive({ job: "build", answers: { ...answers, FLAGS: "--layers=false" } }, { machine, project });
    assert.deepEqual(again.outcomes, [{ exitCode: 0, isCancelled: false }], again.output);
    assert.ok(again.output.includes(`\n${NOTE}`), again.output);
    const format = '{{index .OCIv1.Config.Labels "note"}}';
    const label = await bed.runProgram({
      machine,
      program: "buildah",
      args: ["inspect", "--type", "image", "--format", format, "noted"],
    });
    // In labels Buildah itself replaces variables of the image, as in the instruction LABEL.
    assert.equal(label.stdout.trim(), NOTE.replace("$HOME", "").trim());
  });

  it("shows a failing RUN at its instruction", async () => {
    const project = await projectWith(
      "build:\n  script:\n    - buildah build -t x .\n",
      "RUN echo fine\nRUN echo no \\\n  && cat /nope\nRUN never\n",
    );
    const { plan, outcomes } = await drive({ job: "build" }, { project });
    const { exitCode, failure } = outcomes[0];
    assert.equal(exitCode, 1);
    assert.equal(failure.message, "RUN failed: exit status 1: cat: can't open '/nope': No such file or directory");
    assert.equal(failure.at, "instruction");
    assert.equal(failure.uri, plan.steps[0].containerfile.uri);
    assert.deepEqual(failure.range, { start: { line: 4, character: 0 }, end: { line: 5, character: 14 } });
  });

  it("shows what is wrong with the command at the command", async () => {
    const project = await projectWith("build:\n  script:\n    - buildah build -t UPPER .\n");
    const { failure } = (await drive({ job: "build" }, { project })).outcomes[0];
    assert.equal(failure.at, "command");
    assert.match(failure.message, /repository name must be lowercase/);
    assert.deepEqual(failure.range, { start: { line: 2, character: 6 }, end: { line: 2, character: 30 } });
  });

  // The word is broken up, so that the announcement of the step does not hold it.
  const say = 'echo sta""rted';
  for (const { name, run, seconds } of [
    { name: "at once when its programs listen", run: `${say}; ${SLEEP}`, seconds: [0, 1.9] },
    {
      name: "after two seconds when they do not",
      run: `trap '' TERM; (${SLEEP}; true) & ${SLEEP} & setsid ${SLEEP} & ${say}; wait; wait`,
      seconds: [2, 4.5],
    },
  ]) {
    it(`ends everything on cancel, ${name}`, async () => {
      const project = await projectWith("build:\n  script:\n    - buildah build -t x .\n", `RUN ${run}\nRUN never\n`);
      const request = { job: "build", cancelAt: "\nstarted\n", trace: SLEEP };
      const { outcomes, output, secondsToCancel, left } = await drive(request, { project });
      assert.equal(outcomes[0].isCancelled, true, output);
      assert.equal(outcomes[0].failure, undefined);
      assert.deepEqual(
        left.filter((/** @type {string} */ line) => !line.includes("run-driver")),
        [],
      );
      assert.ok(secondsToCancel >= seconds[0] && secondsToCancel <= seconds[1], `${secondsToCancel} s`);
    });
  }

  it("finds what is to blame for each kind of failure", async () => {
    const machine = await bed.newMachine();
    const project = await mkdtemp(join(bed.folder, "failing-"));
    await mkdir(join(project, "bin"));
    await cp(bed.tools.busybox.amd64, join(project, "bin", "busybox"));
    await cp(bed.tools.busybox.amd64, join(project, "bin", "sh"));
    for (const [name, containerfile] of Object.entries(BASE_IMAGES)) {
      await writeFile(join(project, "Containerfile"), containerfile);
      const args = ["build", "--quiet", "--format=docker", "--tag", name, "."];
      const { code, stderr } = await bed.runProgram({ machine, program: "buildah", args, project });
      assert.equal(code, 0, stderr);
    }
    const { version, count, problems } = await drive({}, { machine, project });
    assert.equal(version, bed.tools.version);
    assert.deepEqual(problems, []);
    assert.ok(count > 40);
  });
});
