import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { differenceOf, fixUntilStable } from "../../src/features/fixAll";
import { chooseFixes } from "../../src/text/chooseFixes";
import { applyEdits, type Finding, type Fix } from "../../src/text/finding";
import { analyseFiles, type Files, projectUri, readFixtures, testFolder } from "./fixtures";
import fc from "./properties";

/** The files after all safe fixes, as `lint --fix` makes them. */
async function fixAll(files: Files): Promise<Files> {
  const withTexts = (texts: ReadonlyMap<string, string>): Files => ({
    ...files,
    ...Object.fromEntries([...texts].map(([file, text]) => [file.slice(projectUri.length + 1), text])),
  });
  const { texts } = await fixUntilStable(
    analyseFiles(files),
    async (now) => analyseFiles(withTexts(now)),
    () => true,
  );
  return withTexts(texts);
}

const mapTexts = (files: Files, change: (text: string) => string): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));

const commentsOf = (files: Files) =>
  Object.values(files)
    .flatMap((text) => text.match(/(?<=^|[ \t])#.*$/gm) ?? [])
    .sort();
const anchorsOf = (files: Files) => Object.values(files).flatMap((text) => text.match(/(?<=[\s[{,])[&*]\w+/g) ?? []);

const fixtures = [
  ...readdirSync(join(testFolder, "rules")).flatMap((rule) =>
    readFixtures(join(testFolder, "rules", rule)).map(({ name, files }) => ({ name: `${rule}/${name}`, files })),
  ),
  ...readFixtures(join(testFolder, "ok")).map(({ name, files }) => ({ name: `ok/${name}`, files })),
];

describe("the safe fixes of every fixture", () => {
  it("are there", async () => {
    const changed = await Promise.all(
      fixtures.map(async ({ files }) => JSON.stringify(await fixAll(files)) !== JSON.stringify(files)),
    );
    assert.ok(changed.filter(Boolean).length > 50);
  });

  for (const { name, files } of fixtures) {
    it(`${name}: made twice they change nothing, and they keep comments, anchors and line ends`, async () => {
      const fixed = await fixAll(files);
      assert.deepEqual(await fixAll(fixed), fixed);
      assert.deepEqual(commentsOf(fixed), commentsOf(files));
      assert.deepEqual(anchorsOf(fixed), anchorsOf(files));
      const crlf = (text: string) => text.replaceAll(/\r?\n/g, "\r\n");
      assert.deepEqual(await fixAll(mapTexts(files, crlf)), mapTexts(fixed, crlf));
    });
  }
});

describe("fixes that are made together", () => {
  const file = "file:///a";
  const fix = (safety: Fix["safety"], ...edits: [number, number, string][]): Finding => ({
    rule: "x",
    severity: "error",
    message: "",
    location: { file, span: { start: 0, end: 0 } },
    related: [],
    snippets: [],
    fixes: [
      { title: "", safety, edits: edits.map(([start, end, newText]) => ({ file, span: { start, end }, newText })) },
    ],
  });
  const choose = (...findings: Finding[]) =>
    (chooseFixes(findings, () => true).get(file) ?? []).map(({ span, newText }) => [span.start, span.end, newText]);

  it("do not touch each other, are whole, and equal ones count once when they are applied", () => {
    assert.deepEqual(
      choose(fix("safe", [0, 2, "a"], [6, 7, "b"]), fix("safe", [8, 9, "c"], [1, 3, "d"]), fix("safe", [2, 4, "e"])),
      [
        [0, 2, "a"],
        [6, 7, "b"],
        [2, 4, "e"],
      ],
    );
    assert.deepEqual(choose(fix("safe", [3, 3, "a"]), fix("safe", [3, 3, "b"]), fix("safe", [3, 3, "a"])), [
      [3, 3, "a"],
      [3, 3, "a"],
    ]);
    assert.deepEqual(choose(fix("unsafe", [0, 1, ""])), []);
  });

  it("leave files alone that may not be changed", () => {
    assert.equal(chooseFixes([fix("safe", [0, 1, ""])], (other) => other !== file).size, 0);
  });

  it("are always such that they can be applied", () => {
    const edit = fc
      .tuple(fc.nat(20), fc.nat(5), fc.constantFrom("", "x", "yy"))
      .map(([start, length, text]): [number, number, string] => [start, start + length, text]);
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 1 }), { maxLength: 8 }), (all) => {
        const chosen = chooseFixes(
          all.map((edits) => fix("safe", ...edits)),
          () => true,
        );
        applyEdits("0123456789".repeat(3), chosen.get(file) ?? []);
      }),
    );
  });
});

describe("the difference of two texts", () => {
  it("makes one of the other", () => {
    const text = fc.array(fc.constantFrom("a\n", "b\r\n", "c", "\n", "d\n")).map((lines) => lines.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyEdits(before, differenceOf("file:///a", before, after)), after);
      }),
    );
    assert.deepEqual(differenceOf("file:///a", "x", "x"), []);
  });
});
