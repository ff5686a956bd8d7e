import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import schemaOfSarif from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import { validateXML } from "xmllint-wasm";
import { repository } from "../../package.json";
import { formats } from "../../src/reports/formats";
import { makeReport, type Report, type ReportSettings } from "../../src/reports/report";
import { rules } from "../../src/rules/index";
import { applyEdits } from "../../src/text/finding";
import { LineIndex } from "../../src/text/lineIndex";
import { parseYaml } from "../../src/yaml/parse";
import schemaOfCodeQuality from "../schemas/codequality.schema.json";
import { analyseFiles, type Files, projectUri } from "./fixtures";

const settings: ReportSettings = {
  displayName: (file) => file.slice(projectUri.length + 1),
  path: (file) => (file.startsWith(`${projectUri}/`) ? `a b/${file.slice(projectUri.length + 1)}` : undefined),
  rules,
  page: (rule) => ({ url: `https://example.com/${rule}.md`, text: `# ${rule}` }),
  version: "1.2.3",
  failOn: "error",
  isColoured: false,
  digest: (text) => createHash("sha256").update(text).digest("hex"),
};

function reportOf(files: Files, changes: Partial<ReportSettings> = {}): Report {
  const analysis = analyseFiles(files);
  return makeReport({ ...analysis, files: analysis.texts.keys() }, { ...settings, ...changes });
}

/** An error, a warning with related places in another file, an information with a fix; a tab, letters of two units. */
const files: Files = {
  ".gitlab-ci.yml": `include: /ci/next.yml
variables: {P: "linux/amd64,linux/amd64"}
🚀 build:
  script:
    - buildah build --platform $P --manifest x .
    - |
      echo 🚀 &&	buildah build --platform linux/aarch64 -t a .
  tags: [arm64]
`,
  "ci/next.yml": '"next <&> \\"\'%,:\\n":\n  needs: [gone]\n  script: a\n',
  Containerfile: "FROM scratch\n",
};

function validator(schema: object) {
  // What the schema says of language tags is no regular expression in the `u` mode.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(schema);
}

describe("the SARIF report", () => {
  const { $schema, id, ...schema } = schemaOfSarif as Record<string, unknown>;
  const validate = validator(schema);
  const log = JSON.parse(formats.sarif!(reportOf(files))) as Log;
  const [run] = log.runs;

  it("validates against the published schema, with findings and without", () => {
    assert.ok(validate(log), JSON.stringify(validate.errors));
    assert.ok(validate(JSON.parse(formats.sarif!(reportOf({ ".gitlab-ci.yml": "" })))));
    assert.equal(validate({ version: "2.1.0", runs: [{}] }), false);
  });

  it("has the page of each rule that found something, and counts columns in UTF-16 units", () => {
    assert.equal(run!.columnKind, "utf16CodeUnits");
    assert.deepEqual(
      run!.results!.map(({ ruleId, ruleIndex }) => run!.tool.driver.rules![ruleIndex!]!.id === ruleId),
      run!.results!.map(() => true),
    );
    const [rule] = run!.tool.driver.rules!;
    assert.equal(rule!.helpUri, `https://example.com/${rule!.id}.md`);
    assert.equal(rule!.help!.markdown, `# ${rule!.id}`);
  });

  it("has related places and addresses that are escaped", () => {
    const duplicate = run!.results!.find(({ ruleId }) => ruleId === "platform-duplicate")!;
    assert.deepEqual(duplicate.relatedLocations![0]!.physicalLocation!.region, {
      startLine: 2,
      startColumn: 17,
      endLine: 2,
      endColumn: 28,
    });
    const need = run!.results!.find(({ ruleId }) => ruleId === "needs-undefined")!;
    assert.deepEqual(need.locations![0]!.physicalLocation!.artifactLocation, {
      uri: "a%20b/ci/next.yml",
      uriBaseId: "%SRCROOT%",
    });
  });

  it("has fixes that make of the file what the quick fix makes of it", () => {
    const text = files[".gitlab-ci.yml"]!;
    const lines = new LineIndex(text);
    const result = run!.results!.find(({ ruleId }) => ruleId === "platform-alias")!;
    const edits = result.fixes![0]!.artifactChanges[0]!.replacements.map(
      ({ deletedRegion: region, insertedContent }) => {
        const offset = (line: number, column: number) => lines.offset({ line: line - 1, character: column - 1 });
        const start = offset(region.startLine!, region.startColumn!);
        return { span: { start, end: offset(region.endLine!, region.endColumn!) }, newText: insertedContent!.text! };
      },
    );
    assert.equal(applyEdits(text, edits), text.replace("linux/aarch64", "linux/arm64"));
  });

  it("tells of a rule that failed", () => {
    const report = { ...reportOf({ ".gitlab-ci.yml": "" }), failures: [{ rule: "x", error: new Error("no") }] };
    const broken = JSON.parse(formats.sarif!(report)) as Log;
    assert.ok(validate(broken));
    assert.equal(broken.runs[0]!.invocations![0]!.executionSuccessful, false);
  });
});

describe("the Code Quality report", () => {
  const validate = validator(schemaOfCodeQuality);
  it("validates against what GitLab asks for, and has a path from the working directory", () => {
    const report: { location: { path: string } }[] = JSON.parse(formats.codequality!(reportOf(files)));
    assert.equal(validate(report), true, JSON.stringify(validate.errors));
    assert.ok(report.some(({ location }) => location.path === "a b/ci/next.yml"));
    assert.deepEqual(JSON.parse(formats.codequality!(reportOf({ ".gitlab-ci.yml": "" }))), []);
    assert.equal(validate([{ ...report[0], location: { path: "/abs", lines: { begin: 1 } } }]), false);
  });
});

describe("a fingerprint", () => {
  const job = (name: string, platform: string) =>
    `${name}:\n  tags: [a]\n  script:\n    - buildah build --platform ${platform} -t x .\n`;
  const prints = (text: string) => reportOf({ ".gitlab-ci.yml": text }).findings.map(({ fingerprint }) => fingerprint);
  const before = prints(job("a", "linux/aarch64") + job("b", "linux/x86_64") + job("c", "linux/x86_64"));

  it("is one for each finding, also for equal lines", () => assert.equal(new Set(before).size, 3));

  it("stays when lines move and are indented anew", () => {
    const moved = `# new\n\n${job("a", "linux/aarch64")}z: {script: "true"}\n${job("b", "linux/x86_64").replaceAll("    -", "      -")}${job("c", "linux/x86_64")}`;
    assert.deepEqual(prints(moved), before);
  });

  it("is another when the line says something else, and the others stay", () => {
    const changed = prints(job("a", "linux/armhf") + job("b", "linux/x86_64") + job("c", "linux/x86_64"));
    assert.notEqual(changed[0], before[0]);
    assert.deepEqual(changed.slice(1), before.slice(1));
  });
});

describe("the JUnit report", () => {
  const schema = readFileSync("test/schemas/junit.xsd", "utf8");
  const validate = async (contents: string) =>
    validateXML({ xml: { fileName: "report.xml", contents }, schema: { fileName: "junit.xsd", contents: schema } });

  it("is valid, whatever a message or a name holds", async () => {
    const report = reportOf({
      ...files,
      ".gitlab-ci.yml": files[".gitlab-ci.yml"]!.replace("build:", "\u0000\uD800]]>:"),
    });
    const { valid, errors } = await validate(formats.junit!(report));
    assert.ok(valid, JSON.stringify(errors));
    assert.equal((await validate("<testsuites><testcase/></testsuites>")).valid, false);
  });

  it("fails for what fails the run, passes for the rest, and has a case for each file", () => {
    const counts = (failOn: "error" | "info") => {
      const text = formats.junit!(reportOf(files, { failOn }));
      return [
        text.match(/<failure /g)?.length,
        text.match(/<testcase /g)?.length,
        /classname="a b\/Containerfile"/.test(text),
      ];
    };
    const { findings } = reportOf(files);
    const errors = findings.filter(({ finding }) => finding.severity === "error").length;
    assert.deepEqual(counts("error"), [errors, findings.length + 1, true]);
    assert.deepEqual(counts("info"), [findings.length, findings.length + 1, true]);
    assert.match(
      formats.junit!(reportOf({ ".gitlab-ci.yml": "" })),
      /<testcase name="nothing found" classname="a b\/.gitlab-ci.yml"/,
    );
  });
});

describe("the GitHub report", () => {
  it("escapes what would end a property or the command", () => {
    const lines = formats.github!(reportOf(files)).trimEnd().split("\n");
    assert.equal(lines.length, reportOf(files).findings.length);
    const need = lines.find((line) => line.includes("needs-undefined"))!;
    assert.match(
      need,
      /^::error file=a b\/ci\/next\.yml,line=2,endLine=2,col=11,endColumn=15,title=needs-undefined::next <&> "'%25,:%0A needs gone/,
    );
    const named = reportOf({ "a,b%:.gitlab-ci.yml": "a: {needs: [gone]}\n" });
    assert.match(formats.github!(named), /^::error file=a b\/a%2Cb%25%3A\.gitlab-ci\.yml,/);
  });
});

describe("the text report", () => {
  const text = (report: Report) => formats.text!(report);

  it("shows the line with carets under the place, and related places", () => {
    assert.equal(
      text(reportOf({ ".gitlab-ci.yml": files[".gitlab-ci.yml"]!.replace(/include.*/, "") })),
      `.gitlab-ci.yml:2:29: warning: 🚀 build builds for linux/amd64 twice: Buildah builds the image twice, and a manifest list gets two entries for it, of which clients take the first. [platform-duplicate]
2 | variables: {P: "linux/amd64,linux/amd64"}
  |                             ^^^^^^^^^^^
  = .gitlab-ci.yml:2:17: linux/amd64 is built here already.

.gitlab-ci.yml:7:43: info: 🚀 build builds for linux/aarch64, which Buildah records as linux/arm64: scripts and tags that compare the two names will not match. [platform-alias]
7 |       echo 🚀 &&	buildah build --platform linux/aarch64 -t a .
  |                 	                         ^^^^^^^^^^^^^

1 warning, 1 info (--fix repairs 2)
`,
    );
  });

  it("is empty when nothing is found, and coloured when asked", () => {
    assert.equal(text(reportOf({ ".gitlab-ci.yml": "" })), "");
    const coloured = text(reportOf({ ".gitlab-ci.yml": "a: {needs: [gone]}" }, { isColoured: true }));
    const start = "\u001B";
    assert.ok(coloured.includes(`${start}[31merror:${start}[0m`));
    assert.equal(
      coloured.replaceAll(new RegExp(`${start}\\[\\d+m`, "g"), ""),
      text(reportOf({ ".gitlab-ci.yml": "a: {needs: [gone]}" })),
    );
  });

  it("cuts a long line around the place, and lets no control character through", () => {
    const long = `a: {needs: [${"b".repeat(300)}, "\\e]0;x"], script: "\u009b31m"}`;
    const lines = text(reportOf({ ".gitlab-ci.yml": long })).split("\n");
    assert.ok(lines.every((line) => !/[^\P{Cc}\t]/u.test(line)));
    assert.ok(lines.filter((line) => /^1? *\|/.test(line)).every((line) => line.length < 180));
  });
});

describe("the job for a merge request", () => {
  const template = readFileSync("templates/lint.yml", "utf8");
  const [header, body] = template.split("\n---\n") as [string, string];

  it("is the component with its defaults, in the README to paste", () => {
    const { header: spec } = parseYaml("file:///lint.yml", template);
    assert.equal(spec?.kind, "map");
    const defaults = [...header.matchAll(/^ {4}([\w-]+):\n {6}default: (.*)$/gm)].map((match) => [
      match[1]!,
      match[2]!,
    ]);
    assert.deepEqual(
      new Set(defaults.map(([name]) => name)),
      new Set([...body.matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map((match) => match[1])),
    );
    const job = defaults.reduce((text, [name, value]) => text.replaceAll(`$[[ inputs.${name} ]]`, value!), body);
    assert.ok(readFileSync("README.md", "utf8").includes(`\`\`\`yaml\n${job}\`\`\``), `README.md lacks:\n${job}`);
    assert.equal(new Map(defaults as [string, string][]).get("source"), repository.url);
  });
});
