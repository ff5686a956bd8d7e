import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { lint } from "../../src/cli/lint";
import { rules } from "../../src/rules/index";
import type { Rule } from "../../src/rules/rule";
import { readPackage } from "./gitlabCiLocal";

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
  return runWithInput("", name, files, ...args);
}

function runWithInput(
  input: string,
  name: string,
  files: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Result> {
  const cwd = join(folder, name);
  mkdirSync(cwd, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

const alias = "build:\n  script:\n    - buildah build --platform linux/x86_64 --label é .\n";
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

  it("reads standard input in the place of a file, with what that includes", async () => {
    const files = { "ci/x.yml": alias, ".gitlab-ci.yml": "a: {script: 'true'}\n" };
    const { code, stdout } = await runWithInput("include: /ci/x.yml\n", "stdin", files, "lint", "--format=json", "-");
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(stdout).map((finding: { file: string }) => finding.file),
      ["ci/x.yml"],
    );
    const toml = "[[runners]]\nexecutor = 'docker'\n";
    const args = ["lint", "--format=json", "--stdin-filename", "etc/config.toml", "-"];
    const [finding] = JSON.parse((await runWithInput(toml, "stdin", {}, ...args)).stdout);
    assert.equal(`${finding.file} ${finding.rule}`, "etc/config.toml security-opt-missing");
  });

  it("expands patterns itself, and takes a file that is called like one as it is", async () => {
    const files = { "ci/a.yml": alias, "ci/deep/b.yml": alias, "ci/[x].yml": alias, "other/c.yml": alias };
    const filesOf = async (pattern: string) =>
      JSON.parse((await run("glob", files, "lint", "--format=json", pattern)).stdout).map(
        (finding: { file: string }) => finding.file,
      );
    assert.deepEqual(await filesOf("ci/**/*.yml"), ["ci/[x].yml", "ci/a.yml", "ci/deep/b.yml"]);
    assert.deepEqual(await filesOf("../glob/{ci,other}/?.yml"), ["ci/a.yml", "other/c.yml"]);
    assert.deepEqual(await filesOf("ci/[x].yml"), ["ci/[x].yml"]);
  });

  it("tells each finding once, however many files include it and however often it is named", async () => {
    const files = {
      ".gitlab-ci.yml": "include: /ci/x.yml\n",
      "b.gitlab-ci.yml": "include: /ci/x.yml\n",
      "ci/x.yml": alias,
    };
    const args = ["lint", "--format=json", ".", ".gitlab-ci.yml", "b.gitlab-ci.yml", "**/*.yml"];
    assert.equal(JSON.parse((await run("once", files, ...args)).stdout).length, 1);
  });

  it("names a rule that throws once, and goes on with the others", async (test) => {
    await run("broken", { ".gitlab-ci.yml": `${alias}${undefinedNeed}more:\n  needs: [gone]\n  script: 'true'\n` });
    const rule = rules.find(({ id }) => id === "platform-alias")!;
    test.mock.method(rule as Required<Rule>, "job", () => {
      throw new Error("broken");
    });
    const file = join(folder, "broken", ".gitlab-ci.yml");
    const options = { format: "json", failOn: "error", stdinFilename: "" } as const;
    const { report, notes, exitCode } = await lint([file], options, false);
    assert.deepEqual(notes, ["The rule platform-alias failed and was left out: broken"]);
    assert.deepEqual(
      JSON.parse(report).map((finding: { rule: string }) => finding.rule),
      ["needs-undefined", "needs-undefined"],
    );
    assert.equal(exitCode, 1);
  });

  it("lists the rules, as a table and as JSON", async () => {
    const { code, stdout } = await run("list", {}, "lint", "--list-rules");
    assert.equal(code, 0);
    assert.match(stdout, /^platform-alias +info +certain +fix: safe, unsafe +A platform is spelled/m);
    const rules = JSON.parse((await run("list", {}, "lint", "--list-rules", "--format", "json")).stdout);
    assert.equal(rules.length, stdout.trimEnd().split("\n").length);
    assert.deepEqual(Object.keys(rules[0]), ["id", "severity", "confidence", "fixes", "summary"]);
  });

  it("colours what a terminal shows, unless NO_COLOR says not to", async () => {
    await run("colour", { ".gitlab-ci.yml": undefinedNeed });
    const show = (command: string) => {
      const options = { cwd: join(folder, "colour"), encoding: "utf8" } as const;
      return spawnSync("script", ["-qec", command, "/dev/null"], options).stdout;
    };
    const command = `'${process.execPath}' '${cli}' lint .`;
    assert.match(show(command), /31merror:/);
    assert.match(show(`NO_COLOR=1 ${command}`), /1: error: |11: error: /);
    assert.match(show(`${command} | cat`), /11: error: /);
  });

  it("makes the report of the job for merge requests", async () => {
    await run("job", { ".gitlab-ci.yml": undefinedNeed });
    const [, job] = /^```yaml\n(buildah-lint:\n.*?)^```$/ms.exec(readFileSync("README.md", "utf8"))!;
    const lines = [...job!.matchAll(/^ {4}- (.*)$/gm)].map((match) => match[1]!);
    assert.match(lines[0]!, /^git clone /);
    const script = lines.slice(2).join("\n").replaceAll("/tmp/linter/dist/cli.js", cli);
    const cwd = join(folder, "job");
    const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", script], { cwd, encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stdout, /needs-undefined/);
    const report = JSON.parse(readFileSync(join(cwd, "gl-code-quality-report.json"), "utf8"));
    assert.deepEqual(report[0].location, { path: ".gitlab-ci.yml", lines: { begin: 2, end: 2 } });
  });

  it("is run by the component as it is included, for two readers of pipelines alike", async () => {
    const pipeline = `include:
  - local: /lint.yml
    inputs: {job: look, stage: build, fail-on: info, paths: "ci/**/*.yml other.yml"}
`;
    const files = {
      ".gitlab-ci.yml": pipeline,
      "lint.yml": readFileSync("templates/lint.yml", "utf8"),
      "ci/a.yml": alias,
      "ci/deep/b.yml": alias,
      "other.yml": alias,
    };
    const { stdout: read } = await run("component", files, "jobs", "--format", "json", ".gitlab-ci.yml");
    const [job] = JSON.parse(read).jobs;
    assert.deepEqual([job.name, job.keywords.stage, job.keywords.image], ["look", "build", "node:22"]);
    const cwd = join(folder, "component");
    // The other reader knows only the files that git does.
    spawnSync("git", ["init", "--quiet"], { cwd });
    spawnSync("git", ["add", "--all"], { cwd });
    assert.deepEqual((await readPackage(cwd)).jobs.get("look")?.script, job.keywords.script);
    const script = job.keywords.script.slice(2).join("\n").replaceAll("/tmp/linter/dist/cli.js", cli);
    const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", script], { cwd, encoding: "utf8" });
    assert.equal(status, 1, "a finding is as bad as fail-on");
    assert.match(stdout, /3 info/);
    const report = JSON.parse(readFileSync(join(cwd, job.keywords.artifacts.reports.codequality), "utf8"));
    assert.deepEqual(
      report.map(({ location }: { location: { path: string } }) => location.path),
      ["ci/a.yml", "ci/deep/b.yml", "other.yml"],
    );
  });

  describe("settings", () => {
    const files = {
      ".gitlab-ci.yml": alias,
      ".buildah-pipelines.yml": "rules: {platform-alias: warning}\nfiles: [deploy/*.yml]\n",
      "other.yml": "rules: {platform-alias: error}\n",
      "deploy/x.yml": alias,
    };
    const severitiesOf = async (...args: string[]) => {
      const { stdout } = await run("settings", files, "lint", "--format=json", ...args);
      return JSON.parse(stdout).map(({ file, severity }: { file: string; severity: string }) => `${file} ${severity}`);
    };

    it("come from the command line, then from --config or the repository's file, then from the rule", async () => {
      assert.deepEqual(await severitiesOf(".gitlab-ci.yml"), [".gitlab-ci.yml warning"]);
      assert.deepEqual(await severitiesOf("--config", "other.yml", ".gitlab-ci.yml"), [".gitlab-ci.yml error"]);
      assert.deepEqual(await severitiesOf("--config=other.yml", "--rule", "platform-alias=hint", ".gitlab-ci.yml"), [
        ".gitlab-ci.yml hint",
      ]);
      assert.deepEqual(await severitiesOf("--rule", "platform-alias=off", "."), []);
    });

    it("make pipelines of the files that they and --files name", async () => {
      const use = { ...files, "deploy/x.yml": undefinedNeed, "more/y.yml": undefinedNeed };
      const rulesOf = async (...args: string[]) =>
        JSON.parse((await run("both", use, "lint", "--format=json", ...args)).stdout)
          .filter(({ rule }: { rule: string }) => rule === "needs-undefined")
          .map(({ file }: { file: string }) => file);
      assert.deepEqual(await rulesOf("deploy/x.yml", "more/y.yml"), ["deploy/x.yml"]);
      assert.deepEqual(await rulesOf("--files", "more/*.yml", "deploy/x.yml", "more/y.yml"), [
        "deploy/x.yml",
        "more/y.yml",
      ]);
    });

    it("of a file further down name pipelines too, and count for them", async () => {
      const nested = {
        ".gitlab-ci.yml": alias,
        "app/.buildah-pipelines.yml": "files: [deploy/*.yml]\nrules: {needs-undefined: hint}\n",
        "app/deploy/x.yml": undefinedNeed,
        "deploy/y.yml": undefinedNeed,
      };
      for (const [arg, found] of [
        [".", ["platform-alias info", "needs-undefined hint"]],
        ["app/deploy/x.yml", ["needs-undefined hint"]],
        ["app", ["needs-undefined hint"]],
      ] as const) {
        const { stdout, stderr } = await run("nested", nested, "lint", "--format=json", arg);
        const told = JSON.parse(stdout).map((one: { rule: string; severity: string }) => `${one.rule} ${one.severity}`);
        assert.deepEqual([told, stderr], [found, ""], arg);
      }
    });

    it("name further pipelines of a folder", async () => {
      assert.deepEqual(await severitiesOf("."), [".gitlab-ci.yml warning", "deploy/x.yml warning"]);
    });

    it("decide about the exit code", async () => {
      assert.equal((await run("settings", files, "lint", "--fail-on=warning", ".")).code, 1);
      assert.equal(
        (await run("settings", files, "lint", "--rule", "platform-alias=info", "--fail-on=warning", ".")).code,
        0,
      );
    });
  });

  describe("--fix", () => {
    const twice =
      "a:\r\n  script:\r\n    # kept\r\n    - buildah build --platform 'linux/x86_64, linux/amd64' --manifest x .\r\n";

    it("repeats until nothing is left, keeps line ends, and tells what remains", async () => {
      const { code, stdout } = await run("fix", { "a.gitlab-ci.yml": twice }, "lint", "--fix", "--format=json", ".");
      assert.deepEqual({ code, rules: JSON.parse(stdout) }, { code: 0, rules: [] });
      const fixed = twice.replace("linux/x86_64, linux/amd64", "linux/amd64");
      assert.equal(readFileSync(join(folder, "fix", "a.gitlab-ci.yml"), "utf8"), fixed);
      await run("fix", {}, "lint", "--fix", ".");
      assert.equal(readFileSync(join(folder, "fix", "a.gitlab-ci.yml"), "utf8"), fixed);
      assert.deepEqual(readdirSync(join(folder, "fix")), ["a.gitlab-ci.yml"]);
    });

    it("changes a part of a pipeline by what the whole pipeline tells", async () => {
      const part = "build: {script: buildah build --platform $P .}\n";
      const files = {
        ".git/config": "",
        ".gitlab-ci.yml": "include: /ci/x.yml\nvariables:\n  P: linux/x86_64\n",
        "ci/x.yml": part,
      };
      const { stdout } = await run("fix-part", files, "lint", "--fix", "--format=json", "ci/x.yml", ".gitlab-ci.yml");
      assert.deepEqual(JSON.parse(stdout), []);
      assert.match(readFileSync(join(folder, "fix-part", ".gitlab-ci.yml"), "utf8"), /P: linux\/amd64/);
    });

    it("changes no file that is not named", async () => {
      const files = { ".gitlab-ci.yml": "include: /ci/x.yml\n", "ci/x.yml": alias };
      const { stdout } = await run("unnamed", files, "lint", "--fix", "--format=json", ".gitlab-ci.yml");
      assert.equal(JSON.parse(stdout).length, 1);
      assert.equal(readFileSync(join(folder, "unnamed", "ci", "x.yml"), "utf8"), alias);
      await run("unnamed", {}, "lint", "--fix", ".gitlab-ci.yml", "ci/*.yml");
      assert.notEqual(readFileSync(join(folder, "unnamed", "ci", "x.yml"), "utf8"), alias);
    });

    it("changes no file that a link in a named folder leads out to", async () => {
      const cwd = join(folder, "link-out");
      mkdirSync(join(cwd, ".git"), { recursive: true });
      mkdirSync(join(cwd, "sub"), { recursive: true });
      writeFileSync(join(cwd, "real.yml"), alias);
      symlinkSync("../real.yml", join(cwd, "sub", "a.gitlab-ci.yml"));
      const { stdout } = await run("link-out", {}, "lint", "--fix", "--format=json", "sub");
      assert.equal(JSON.parse(stdout).length, 1);
      assert.equal(readFileSync(join(cwd, "real.yml"), "utf8"), alias);
    });

    it("keeps the mode of a file, and writes what a link leads to", async () => {
      const cwd = join(folder, "link-fix");
      mkdirSync(cwd, { recursive: true });
      writeFileSync(join(cwd, "real.yml"), alias);
      chmodSync(join(cwd, "real.yml"), 0o640);
      symlinkSync("real.yml", join(cwd, "a.gitlab-ci.yml"));
      await run("link-fix", {}, "lint", "--fix", ".");
      assert.ok(lstatSync(join(cwd, "a.gitlab-ci.yml")).isSymbolicLink());
      assert.equal(lstatSync(join(cwd, "real.yml")).mode & 0o777, 0o640);
      assert.match(readFileSync(join(cwd, "real.yml"), "utf8"), /linux\/amd64/);
    });

    it("leaves a file alone that is not UTF-8", async () => {
      const path = join(folder, "latin", "a.gitlab-ci.yml");
      mkdirSync(dirname(path), { recursive: true });
      const bytes = Buffer.from(`# caf\xe9\n${alias}`, "latin1");
      writeFileSync(path, bytes);
      const { code, stderr } = await run("latin", {}, "lint", "--fix", ".");
      assert.equal(code, 2);
      assert.match(stderr, /^buildah-pipelines: .*a\.gitlab-ci\.yml is not UTF-8/);
      assert.deepEqual(readFileSync(path), bytes);
    });
  });

  describe("of a file that others include", () => {
    const files = {
      ".gitlab-ci.yml": "include: [ci/use.yml, ci/make.yml]\nlocal:\n  needs: [gone]\n  script: a\n",
      "nightly.gitlab-ci.yml": "include: [ci/use.yml, ci/make.yml]\n",
      "ci/make.yml": `make:\n  tags: [a]\n  script: buildah build --platform linux/x86_64 .\n`,
      "ci/use.yml": "use:\n  tags: [a]\n  needs: [make, none]\n  script: buildah build --platform linux/aarch64 .\n",
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

    it("names no other file of its pipelines in the JUnit report", async () => {
      const { stdout } = await run("part", files, "lint", "--format", "junit", "ci/use.yml");
      assert.deepEqual(stdout.match(/(?<=<testsuite name=")[^"]*/g), ["ci/use.yml"]);
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
    ["a pattern without a match", ["lint", "no*.yml"], /no\*\.yml matches no file/],
    ["a rule that there is not", ["lint", "--rule", "platform-alais=off", "."], /platform-alais.*platform-alias meant/],
    ["a severity that there is not", ["lint", "--rule", "platform-alias=bad", "."], /--rule platform-alias=SEVERITY/],
    ["settings that are not there", ["lint", "--config", "no.yml", "."], /no\.yml does not exist/],
    ["--fix of standard input", ["lint", "--fix", "-"], /--fix/],
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

describe("explain", () => {
  const pipeline = `
build:
  script:
    - buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 .
    - buildah push $CI_REGISTRY_IMAGE:amd64
`;
  const log = [
    "$ buildah push $CI_REGISTRY_IMAGE:amd64",
    "Error: pushing image: authentication required",
    "ERROR: Job failed: exit code 125",
  ].join("\n");

  it("prints JSON: the cause, its line, and what in the project of this folder it comes from", async () => {
    const files = { "log.txt": log, ".gitlab-ci.yml": pipeline };
    const { code, stdout } = await run("explain", files, "explain", "--format", "json", "log.txt");
    assert.equal(code, 0);
    const { causes } = JSON.parse(stdout);
    assert.equal(causes.length, 1);
    const { id, logLine, job, location, finding } = causes[0];
    assert.deepEqual([id, logLine, job], ["E60", 2, "build"]);
    assert.deepEqual(location, { file: ".gitlab-ci.yml", line: 5, column: 20 });
    assert.equal(finding.rule, "login-missing");
  });

  it("prints text for people, and takes any pipeline by name", async () => {
    const files = { "log.txt": log, "ci/images.yml": pipeline };
    const { stdout } = await run("explain", files, "explain", "--pipeline", "ci/images.yml", "log.txt");
    assert.match(
      stdout,
      /^The registry refuses.*\[E60\]\n {2}line 2: Error: pushing image.*\n {2}from ci\/images\.yml:5:20 \(build\)\n/,
    );
    assert.match(stdout, / {2}What to do: .*buildah login/);
  });

  it("says so when it does not know a failure, and which line tells of it first", async () => {
    const { code, stdout } = await run("explain", { "log.txt": "make: *** Error 2\n" }, "explain", "log.txt");
    assert.equal(code, 0);
    assert.match(stdout, /^This failure is not known\. .* line 1:\n {2}make: \*\*\* Error 2\n$/);
  });

  it("says in one sentence what it cannot read", async () => {
    for (const name of ["gone.log", "."]) {
      const { code, stderr } = await run("explain", {}, "explain", name);
      assert.equal(code, 2);
      assert.match(stderr, /^buildah-pipelines: \S+ (does not exist|is a folder; name the log's file)\.\n$/);
    }
  });
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
    const { code, stdout } = await run("own", {}, "lint", "--fail-on=warning", "--format=json", ".gitlab-ci.yml");
    const findings: { rule: string; severity: string }[] = JSON.parse(stdout);
    assert.deepEqual(
      { code, mistakes: findings.filter(({ severity }) => severity !== "info") },
      { code: 0, mistakes: [] },
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
