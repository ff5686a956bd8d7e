import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readSuppressions } from "../../src/config/suppression";
import type { Analysis } from "../../src/features/analysis";
import { addSuppression } from "../../src/rules/suppress/write";
import { applyEdits, type Finding } from "../../src/text/finding";
import { LineIndex } from "../../src/text/lineIndex";
import { Places } from "../../src/text/places";
import { analyseFiles, describeFindings, type Files, projectUri, readFixtures, testFolder } from "./fixtures";

const nameOf = (file: string) => file.slice(projectUri.length + 1);

/** The files with the comment that the quick fix of a finding writes. */
function withComment(finding: Finding, analysis: Analysis, files: Files): Files {
  const sources = { ...analysis, containerfiles: [...analysis.containerfiles.values()] };
  const edit = addSuppression(finding, sources, new Places(analysis.texts));
  const name = nameOf(edit.file);
  return { ...files, [name]: applyEdits(files[name]!, [edit]) };
}

describe("the comment that suppresses a finding", () => {
  /** The text with the comment for its one finding of the rule. */
  function suppressIn(path: string, text: string, rule: string): string {
    const files = { [path]: text };
    const analysis = analyseFiles(files);
    const found = analysis.findings.filter((finding) => finding.rule === rule);
    assert.equal(found.length, 1);
    return withComment(found[0]!, analysis, files)[path]!;
  }
  const lines = (...all: string[]) => `${all.join("\n")}\n`;
  const comment = "# buildah-lint-disable-next-line platform-alias";

  it("goes in front of an item, with its indentation", () => {
    assert.equal(
      suppressIn(
        "a.yml",
        lines("a:", "  script:", "    - true", "    - buildah build --platform linux/x86_64 ."),
        "platform-alias",
      ),
      lines("a:", "  script:", "    - true", `    ${comment}`, "    - buildah build --platform linux/x86_64 ."),
    );
  });

  it("goes into a block of script lines, in front of the first line of the command", () => {
    const text = [
      "a:",
      "  script:",
      "    - |",
      "      true",
      "      buildah build \\",
      "        --platform linux/x86_64 \\",
      "        .",
    ];
    assert.equal(
      suppressIn("a.yml", lines(...text), "platform-alias"),
      lines(...text.slice(0, 4), `      ${comment}`, ...text.slice(4)),
    );
  });

  it("goes in front of an item whose lines are one text to YAML", () => {
    for (const item of [
      ["    - >", "      buildah build", "      --platform linux/x86_64", "      ."],
      ["    - buildah build", "      --platform linux/x86_64", "      ."],
      ["    -", '      "buildah build', '      --platform linux/x86_64 ."'],
    ]) {
      assert.equal(
        suppressIn("a.yml", lines("a:", "  script:", ...item), "platform-alias"),
        lines("a:", "  script:", `    ${comment}`, ...item),
      );
    }
  });

  it("goes in front of a block that is no script, for there it would be a part of the value", () => {
    const text = ["variables:", "  P: |-", "    linux/x86_64", "a:", "  script: buildah build --platform $P ."];
    assert.equal(
      suppressIn("a.yml", lines(...text), "platform-alias"),
      lines(text[0]!, `  ${comment}`, ...text.slice(1)),
    );
  });

  it("goes into TOML and Containerfiles", () => {
    const toml = ["[[runners]]", '  executor = "docker"', "  [runners.docker]"];
    assert.equal(
      suppressIn("config.toml", lines(...toml), "security-opt-missing"),
      lines(toml[0]!, toml[1]!, "  # buildah-lint-disable-next-line security-opt-missing", toml[2]!),
    );
    const instructions = ["FROM x", "COPY \\", "  a"];
    assert.equal(
      suppressIn("Containerfile", lines(...instructions), "containerfile-syntax"),
      lines(instructions[0]!, "# buildah-lint-disable-next-line containerfile-syntax", ...instructions.slice(1)),
    );
  });

  it("keeps a byte order mark in front and the line ends of the file", () => {
    const text = "\uFEFFa: {script: buildah build --platform linux/x86_64 .}\r\n";
    assert.equal(suppressIn("a.yml", text, "platform-alias"), `\uFEFF${comment}\r\n${text.slice(1)}`);
  });
});

describe("for each finding of each fixture", () => {
  const folders = readdirSync(join(testFolder, "rules")).filter(
    (name) => !/^(yaml|toml)-syntax$|^suppression/.test(name),
  );
  for (const rule of folders) {
    it(`${rule}: the comment takes the finding away, changes no other, and is not idle`, () => {
      for (const { name, files } of readFixtures(join(testFolder, "rules", rule))) {
        const analysis = analyseFiles(files);
        for (const finding of analysis.findings) {
          if (/^(yaml|toml)-syntax$/.test(finding.rule)) continue;
          const changed = withComment(finding, analysis, files);
          const after = analyseFiles(changed);
          const label = `${name}: ${describeFindings([finding], files)}`;
          const ids = (findings: readonly Finding[]) => findings.map((other) => other.rule).sort();
          const rest = analysis.findings.filter((other) => other !== finding);
          const gone = ids(rest).length - ids(after.findings).length;
          // Another finding of the rule may lie on the same lines.
          assert.ok(gone >= 0, label);
          assert.deepEqual(
            ids(after.findings),
            ids(rest.filter((other) => other.rule !== finding.rule))
              .concat(ids(after.findings).filter((id) => id === finding.rule))
              .sort(),
            label,
          );
          assert.ok(!after.findings.some((other) => other.rule === "suppression-unused"), label);
        }
      }
    });
  }
});

describe("suppress comments", () => {
  const read = (text: string) =>
    readSuppressions(new LineIndex(text)).map(({ scope, line, rules }) => [scope, line, ...rules.map(({ id }) => id)]);

  it("name rules with commas, and a reason behind two dashes", () => {
    assert.deepEqual(read("# buildah-lint-disable-next-line a-b, c -- d, e\n"), [["next-line", 1, "a-b", "c"]]);
    assert.deepEqual(read("x # buildah-lint-disable-line a because of b\n"), [["line", 0, "a"]]);
    assert.deepEqual(read("\n\t## buildah-lint-disable-file a,b,\r\n"), [["file", 1, "a", "b"]]);
    assert.deepEqual(read("# buildah-lint-disable-file -- a\n"), [["file", 0]]);
  });

  it("are about the next line that is no comment", () => {
    const text = "# buildah-lint-disable-next-line a\n# why\n  # buildah-lint-disable-next-line b\nx\n";
    assert.deepEqual(read(text), [
      ["next-line", 3, "a"],
      ["next-line", 3, "b"],
    ]);
  });

  it("are nothing without a # that begins a word, or with another name", () => {
    assert.deepEqual(
      read("x#buildah-lint-disable-line a\nbuildah-lint-disable-line a\n# buildah-lint-disable-lines a\n"),
      [],
    );
  });

  it("count in the file where the finding lies, also in a script, TOML and a Containerfile", () => {
    const files: Files = {
      ".gitlab-ci.yml": "# buildah-lint-disable-file platform-alias\ninclude: /ci/x.yml\n",
      "ci/x.yml":
        "a:\n  tags: [a]\n  script:\n    - |\n      buildah build --platform linux/x86_64 . # buildah-lint-disable-line platform-alias\n    - buildah build --platform linux/aarch64 .\n",
      "config.toml":
        '# buildah-lint-disable-file security-opt-missing -- on purpose\n[[runners]]\nexecutor = "docker"\n',
      Containerfile: "FROM docker.io/library/x:1\n# buildah-lint-disable-next-line containerfile-syntax\nRNU x\n",
    };
    assert.deepEqual(describeFindings(analyseFiles(files).findings, files), [
      ".gitlab-ci.yml:1:29 suppression-unused (14)",
      "ci/x.yml:6:32 platform-alias (13)",
    ]);
  });
});
