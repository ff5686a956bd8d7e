import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";

const cli = join(process.cwd(), "out", "unit", "cli.cjs");
let folder = "";

before(async () => {
  await build({
    entryPoints: ["src/cli/main.ts"],
    outfile: cli,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  folder = mkdtempSync(join(tmpdir(), "cli-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a folder of its own with the files written there. */
function run(name: string, files: Readonly<Record<string, string>>, ...args: string[]): Promise<Result> {
  const cwd = join(folder, name);
  mkdirSync(cwd, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const alias = "build:\n  script:\n    - buildah build --platform linux/x86_64 -t é .\n";
const undefinedNeed = "é:\n  needs: [gone]\n  script: 'true'\n";

describe("lint", () => {
  it("prints JSON with 1-based places in UTF-16 units and exits 1 on an error", async () => {
    const { code, stdout } = await run(
      "json",
      { ".gitlab-ci.yml": undefinedNeed },
      "lint",
      "--format",
      "json",
      ".gitlab-ci.yml",
    );
    const findings = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.equal(findings.length, 1);
    const { message, ...place } = findings[0];
    assert.deepEqual(place, {
      file: ".gitlab-ci.yml",
      line: 2,
      column: 11,
      endLine: 2,
      endColumn: 15,
      rule: "needs-undefined",
      severity: "error",
    });
    assert.match(message, /^é needs gone/);
  });

  it("exits 0 below --fail-on and 1 at it", async () => {
    assert.equal((await run("info", { "a.gitlab-ci.yml": alias }, "lint", "a.gitlab-ci.yml")).code, 0);
    const strict = await run("info", {}, "lint", "--fail-on", "info", "a.gitlab-ci.yml");
    assert.equal(strict.code, 1);
    assert.match(strict.stdout, /^a\.gitlab-ci\.yml:3:32: info: .* \[platform-alias\]\n/);
  });

  it("prints an empty array for a clean file", async () => {
    const { code, stdout, stderr } = await run(
      "clean",
      { ".gitlab-ci.yml": "a:\n  script: 'true'\n" },
      "lint",
      "--format=json",
      ".",
    );
    assert.deepEqual({ code, findings: JSON.parse(stdout), stderr }, { code: 0, findings: [], stderr: "" });
  });

  it("searches folders, follows includes and names files as they were asked for", async () => {
    const files = {
      "sub/.gitlab-ci.yml": "include: /ci/x.yml\n",
      "sub/ci/x.yml": alias,
      "sub/other.yml": alias,
      "sub/config.toml": "[params]\n",
    };
    const { stdout } = await run("folder", files, "lint", "--format", "json", "sub");
    assert.deepEqual(
      JSON.parse(stdout).map((finding: { file: string }) => finding.file),
      ["sub/ci/x.yml"],
    );
  });

  it("does not follow a symbolic link out of the project", async () => {
    mkdirSync(join(folder, "link", "project"), { recursive: true });
    writeFileSync(join(folder, "link", "outside.yml"), alias);
    symlinkSync("../outside.yml", join(folder, "link", "project", "inside.yml"));
    const { stdout } = await run(
      "link/project",
      { ".gitlab-ci.yml": "include: /inside.yml\n" },
      "lint",
      "--format",
      "json",
      ".",
    );
    assert.deepEqual(JSON.parse(stdout), []);
  });

  describe("of a file that others include", () => {
    const files = {
      ".gitlab-ci.yml": "include: [ci/use.yml, ci/make.yml]\nlocal:\n  needs: [gone]\n  script: a\n",
      "nightly.gitlab-ci.yml": "include: [ci/use.yml, ci/make.yml]\n",
      "ci/make.yml": `make:\n  script: buildah build --platform linux/x86_64 .\n`,
      "ci/use.yml": "use:\n  needs: [make, none]\n  script: buildah build --platform linux/aarch64 .\n",
    };
    const lint = async (name: string, all: Readonly<Record<string, string>>, ...args: string[]) => {
      const { stdout, stderr } = await run(name, all, "lint", "--format", "json", ...args);
      const found = JSON.parse(stdout).map(({ file, rule }: { file: string; rule: string }) => `${file} ${rule}`);
      return { found, stderr };
    };

    it("reads it as a part of its pipelines, and reports what lies in it", async () => {
      const { found, stderr } = await lint("part", files, "ci/use.yml");
      assert.deepEqual(found, ["ci/use.yml needs-undefined", "ci/use.yml platform-alias"]);
      assert.equal(stderr, "");
    });

    it("reports each finding once, however it was asked for", async () => {
      const whole = [
        ".gitlab-ci.yml needs-undefined",
        "ci/make.yml platform-alias",
        "ci/use.yml needs-undefined",
        "ci/use.yml platform-alias",
      ];
      assert.deepEqual((await lint("part", {}, ".")).found, whole);
      assert.deepEqual((await lint("part", {}, ".gitlab-ci.yml", "ci/use.yml", "nightly.gitlab-ci.yml")).found, whole);
    });

    it("is silent about what crosses jobs where no pipeline includes it, and says so", async () => {
      const project = { "common.yml": files["ci/use.yml"], ".gitlab-ci.yml": "a: { script: a }" };
      const { found, stderr } = await lint("alone", project, "common.yml");
      assert.deepEqual(found, ["common.yml platform-alias"]);
      assert.match(stderr, /^common\.yml: no pipeline includes this file/);
    });

    it("takes it for a pipeline outside of any project, unless it extends what it does not define", async () => {
      const use = files["ci/use.yml"];
      const all = ["a.yml needs-undefined", "a.yml needs-undefined", "a.yml platform-alias"];
      assert.deepEqual((await lint("outside", { "a.yml": use }, "a.yml")).found, all);
      assert.deepEqual((await lint("outside", { "a.yml": `${use}  extends: .b\n` }, "a.yml")).found, [
        "a.yml platform-alias",
      ]);
    });

    it("takes a file for a pipeline that --files names", async () => {
      const use = {
        "ci/use.yml": files["ci/use.yml"],
        "other.yml": "a: { script: a }",
        ".gitlab-ci.yml": "b: { script: b }",
      };
      const all = ["ci/use.yml needs-undefined", "ci/use.yml needs-undefined", "ci/use.yml platform-alias"];
      assert.deepEqual((await lint("named", use, "--files", "ci/*.yml", "ci/use.yml")).found, all);
      assert.deepEqual((await lint("named", {}, "--files", "ci/*.yml", ".")).found, all);
      assert.deepEqual((await lint("named", {}, ".")).found, []);
    });
  });

  for (const [what, args, message] of [
    ["a missing file", ["lint", "nothing.yml"], /^buildah-pipelines: nothing\.yml does not exist\.\n$/],
    ["an unknown format", ["lint", "--format", "xml", "."], /xml/],
    ["no path", ["lint"], /path/],
    ["an unknown command", ["lnit"], /lnit/],
    ["no command", [], /lint.* or scaffold/],
    ["a binary file", ["lint", "binary.yml"], /^buildah-pipelines: binary\.yml is not a text file\.\n$/],
  ] as const) {
    it(`answers ${what} with one line and exit code 2`, async () => {
      const { code, stdout, stderr } = await run("wrong", { "binary.yml": "a\0b" }, ...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    });
  }
});

describe("jobs", () => {
  it("prints the jobs of a pipeline and names files as they were asked for", async () => {
    const files = {
      "sub/.gitlab-ci.yml": "include: /ci/x.yml\n",
      "sub/ci/x.yml": "build:\n  script: buildah build .\n",
    };
    const { code, stdout, stderr } = await run("jobs", files, "jobs", "--format", "json", "sub/.gitlab-ci.yml");
    const { stages, jobs, unread } = JSON.parse(stdout);
    assert.deepEqual(
      {
        code,
        stderr,
        stages,
        unread,
        names: jobs.map((job: { name: string }) => job.name),
        script: jobs[0].from.script,
      },
      {
        code: 0,
        stderr: "",
        stages: [".pre", "build", "test", "deploy", ".post"],
        unread: [],
        names: ["build"],
        script: ["sub/ci/x.yml:2:11"],
      },
    );
    const text = await run("jobs", {}, "jobs", "sub/.gitlab-ci.yml");
    assert.match(text.stdout, /^build\n {2}stage {3}test$/m);
  });

  it("takes a file of any name for a pipeline", async () => {
    const { stdout } = await run("any", { pipeline: "build:\n  script: buildah build .\n" }, "jobs", "pipeline");
    assert.match(stdout, /^build$/m);
  });

  for (const [what, args, message] of [
    ["a missing file", ["nothing.yml"], /^buildah-pipelines: nothing\.yml does not exist\.\n$/],
    ["a folder", ["."], /folder/],
    ["an unknown format", ["--format", "xml", "x.yml"], /xml/],
    ["no file", [], /file/],
  ] as const) {
    it(`answers ${what} with one line and exit code 2`, async () => {
      const { code, stdout, stderr } = await run("jobs-wrong", {}, "jobs", ...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    });
  }
});

describe("predict", () => {
  const pipeline = `
build:
  parallel: {matrix: [{ARCH: [arm64, amd64]}]}
  script:
    - buildah build --platform linux/$ARCH -t docker://$CI_REGISTRY_IMAGE:\${CI_COMMIT_SHORT_SHA}_$ARCH .
join:
  needs: [build]
  script:
    - buildah manifest create list
    - buildah manifest add list docker://$CI_REGISTRY_IMAGE:\${CI_COMMIT_SHORT_SHA}_arm64
    - buildah manifest add --arch s390x list docker://quay.io/example/base
    - buildah manifest add list docker://quay.io/example/base:2
    - buildah manifest push --all list docker://$CI_REGISTRY_IMAGE
`;

  it("prints JSON: platforms in their usual form, variables by name, no entry without a platform", async () => {
    const { code, stdout } = await run("predict", { "a.yml": pipeline }, "predict", "--format", "json", "a.yml");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      indexes: [
        {
          image: "$CI_REGISTRY_IMAGE",
          job: "join",
          platforms: [
            {
              platform: "linux/arm64",
              from: "build: [arm64]",
              ref: "$CI_REGISTRY_IMAGE:${CI_COMMIT_SHORT_SHA}_arm64",
            },
            { platform: "linux/s390x", from: null, ref: "quay.io/example/base" },
          ],
          complete: false,
        },
      ],
    });
  });

  it("prints a table for people, and why it is not certain", async () => {
    const { code, stdout } = await run("predict", { "a.yml": pipeline }, "predict", "a.yml");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      [
        "$CI_REGISTRY_IMAGE, pushed by join",
        "  linux/arm64       build: [arm64]           $CI_REGISTRY_IMAGE:${CI_COMMIT_SHORT_SHA}_arm64",
        "  linux/s390x       no job of this pipeline  quay.io/example/base",
        "  unknown platform  no job of this pipeline  quay.io/example/base:2",
        "  Not certain:",
        "  - No job pushes quay.io/example/base before.",
        "  - No job pushes quay.io/example/base:2 before.",
        "  - $CI_REGISTRY_IMAGE:${CI_COMMIT_SHORT_SHA}_amd64 for linux/amd64, which build: [amd64] pushes, is never added.",
        "",
      ].join("\n"),
    );
  });

  it("has nothing to say of a pipeline without lists, and follows includes", async () => {
    const files = { ".gitlab-ci.yml": "include: /ci/x.yml\n", "ci/x.yml": pipeline, "none.yml": "a: {script: b}\n" };
    const none = await run("predict-more", files, "predict", "--format=json", "none.yml");
    assert.deepEqual([none.code, JSON.parse(none.stdout)], [0, { indexes: [] }]);
    const included = await run("predict-more", files, "predict", "--format=json", ".gitlab-ci.yml");
    assert.equal(JSON.parse(included.stdout).indexes.length, 1);
  });

  for (const [what, args, message] of [
    ["a missing file", ["nothing.yml"], /^buildah-pipelines: nothing\.yml does not exist\.\n$/],
    ["a folder", ["."], /is a folder/],
    ["an unknown format", ["--format", "xml", "a.yml"], /xml/],
    ["no file", [], /file/],
  ] as const) {
    it(`answers ${what} with one line and exit code 2`, async () => {
      const { code, stdout, stderr } = await run("predict-wrong", { "a.yml": pipeline }, "predict", ...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    });
  }
});

describe("scaffold", () => {
  it("writes the file once and never over another", async () => {
    const first = await run("write", {}, "scaffold");
    assert.equal(first.code, 0);
    const text = readFileSync(join(folder, "write", ".gitlab-ci.yml"), "utf8");
    assert.match(text, /--platform=linux\/arm64\/v8 -t \$CI_REGISTRY_IMAGE:arm64/);
    writeFileSync(join(folder, "write", ".gitlab-ci.yml"), "mine\n");
    const second = await run("write", {}, "scaffold");
    assert.equal(second.code, 2);
    assert.match(second.stderr, /exists/);
    assert.equal(readFileSync(join(folder, "write", ".gitlab-ci.yml"), "utf8"), "mine\n");
  });

  it("finds nothing wrong with what it writes", async () => {
    await run(
      "own",
      {},
      "scaffold",
      "--platform",
      "linux/amd64",
      "--platform",
      "linux/arm64/v8",
      "--platform",
      "linux/s390x",
      "--runner",
      "linux/s390x=z",
    );
    const { code, stdout } = await run("own", {}, "lint", "--fail-on", "warning", ".gitlab-ci.yml");
    assert.deepEqual(
      { code, stdout: stdout.replace(/^.*security-opt-required.*\n\n.*\n$/, "") },
      { code: 0, stdout: "" },
    );
  });

  for (const [what, args, message] of [
    ["a digest", ["--image", "$CI_REGISTRY_IMAGE@sha256:0"], /digest/i],
    ["a foreign registry", ["--image", "docker.io/me/app:1"], /registry/],
    ["a malformed platform", ["--platform", "linux:arm64"], /linux:arm64/],
    ["--output with --stdout", ["--output", "x.yml", "--stdout"], /--stdout/],
  ] as const) {
    it(`refuses ${what} with one line and exit code 2`, async () => {
      const { code, stdout, stderr } = await run("refuse", {}, "scaffold", ...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    });
  }
});
