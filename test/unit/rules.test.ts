import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { rules } from "../../src/rules/index";
import { groupByTopic } from "../../src/rules/topics";
import { applyEdits, type Finding } from "../../src/text/finding";
import { examplesOf, sectionOf, switchOn } from "./examples";
import {
  analyseFiles,
  describeFindings,
  expectedFindings,
  type Files,
  projectUri,
  readFixtures,
  testFolder,
} from "./fixtures";

const source = join(process.cwd(), "src", "rules");
const headings = ["## What it finds", "## Why", "## Bad", "## Good", "## When it stays silent"];

describe("every rule", () => {
  it("stands in the list, the index and the settings as it is", () => {
    execFileSync(process.execPath, ["scripts/generate.mjs", "--check"], { stdio: "pipe" });
  });

  it("belongs to a topic", () => {
    const { length } = groupByTopic(rules).get("Others") ?? [];
    assert.equal(length, 0, "src/rules/topics.ts does not tell the topic of each rule by its id");
  });

  it("has a file, a page and fixtures under its id, and is listed", () => {
    const files = readdirSync(source)
      .filter((name) => name.endsWith(".md") && name !== "index.md")
      .map((name) => name.slice(0, -3));
    assert.deepEqual(rules.map((rule) => rule.id).sort(), files.sort());
    for (const { id } of rules) {
      assert.ok(existsSync(join(source, `${id}.ts`)), `src/rules/${id}.ts is missing`);
      const names = readFixtures(join(testFolder, "rules", id)).map(({ name }) => name);
      for (const kind of ["bad", "good", "unknown"]) {
        assert.ok(
          names.some((name) => name.startsWith(kind)),
          `test/rules/${id} has no fixture that starts with ${kind}`,
        );
      }
    }
  });
});

for (const rule of rules) {
  const page = readFileSync(join(source, `${rule.id}.md`), "utf8");
  describe(`page of ${rule.id}`, () => {
    it("has its title, severity and parts", () => {
      assert.ok(page.startsWith(`# ${rule.id}\n\n- Severity: ${rule.severity}`));
      assert.match(page, /\n- Buildah: .+\n/);
      assert.deepEqual(
        headings.filter((heading) => !page.includes(`\n${heading}\n`)),
        [],
      );
    });
    it("names the source of its fact, or says that it is this linter's own", () => {
      assert.match(
        `${sectionOf(page, "Why")}${/\n- Buildah: .*/.exec(page)}`,
        /\]\(https:|measured with|this linter's own/i,
      );
    });
    for (const part of ["Bad", "Good"] as const) {
      examplesOf(page, part).forEach((files, index) => {
        it(`${part.toLowerCase()} example ${index + 1} ${part === "Bad" ? "is reported" : "is not reported"}`, () => {
          const { findings, failures } = analyseFiles({ ...files, ...switchOn(rule) });
          assert.deepEqual(failures, []);
          assert.equal(
            findings.some((finding) => finding.rule === rule.id),
            part === "Bad",
          );
        });
      });
      it(`has a ${part.toLowerCase()} example`, () => assert.notEqual(examplesOf(page, part).length, 0));
    }
  });

  describe(`fixtures of ${rule.id}`, () => {
    for (const fixture of readFixtures(join(testFolder, "rules", rule.id))) {
      it(fixture.name, () => checkFixture(rule.id, fixture));
    }

    it("have fixes of the kinds that the rule names, and no others", () => {
      const kinds = readFixtures(join(testFolder, "rules", rule.id)).flatMap(({ files }) =>
        analyseFiles(files)
          .findings.filter((finding) => finding.rule === rule.id)
          .flatMap(({ fixes }) => fixes.map(({ safety }) => safety)),
      );
      assert.deepEqual([...new Set(kinds)].sort(), [...rule.fixes].sort());
    });
  });
}

describe("correct pipelines", () => {
  for (const { name, files } of readFixtures(join(testFolder, "ok"))) {
    it(`${name} has no error and no warning`, () => {
      const { findings, failures } = analyseFiles(files);
      assert.deepEqual(failures, []);
      assert.deepEqual(
        describeFindings(
          findings.filter(({ severity }) => severity === "error" || severity === "warning"),
          files,
        ),
        [],
      );
    });
  }
});

function checkFixture(rule: string, { files, fixed }: { files: Files; fixed: Files }): void {
  const { findings, failures } = analyseFiles(files);
  assert.deepEqual(failures, []);
  const own = findings.filter((finding) => finding.rule === rule);
  const expected = Object.entries(files)
    .flatMap(([path, text]) => expectedFindings(path, text))
    .filter((line) => line.includes(` ${rule} `));
  assert.deepEqual(describeFindings(own, files), expected.sort());
  for (const { message } of own)
    assert.ok(message.length > 40 && message.length < 500, `a message of odd length: ${message}`);
  const repaired = applyFixes(own, files, "safe");
  for (const [path, text] of Object.entries(fixed)) assert.equal(repaired[path], text);
  if (Object.keys(fixed).length > 0) {
    const again = analyseFiles(repaired).findings.filter((finding) => finding.rule === rule);
    assert.deepEqual(applyFixes(again, repaired, "safe"), repaired);
  }
  // A fix of either kind must leave a file that is read as well as before, and must do something.
  for (const finding of own) {
    for (const fix of finding.fixes) {
      const changed = applyFixes([{ ...finding, fixes: [fix] }], files, fix.safety);
      assert.notDeepEqual(changed, files);
      assert.deepEqual(analyseFiles(changed).failures, []);
    }
  }
}

function applyFixes(findings: readonly Finding[], files: Files, safety: "safe" | "unsafe"): Files {
  const edits = findings.flatMap((finding) => finding.fixes.find((fix) => fix.safety === safety)?.edits ?? []);
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      applyEdits(
        text,
        edits.filter((edit) => edit.file === `${projectUri}/${path}`),
      ),
    ]),
  );
}
