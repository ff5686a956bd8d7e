import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Analyser, type Analysis } from "../../src/features/analysis";
import type { Location } from "../../src/text/span";
import { YamlDocument } from "../../src/yaml/document";
import { analyseFiles, type Files, readFixtures, testFolder } from "./fixtures";

/** Every place that a finding names, its edits included. */
function placesOf({ findings }: Analysis): string[] {
  const show = ({ file, span }: Location) => `${file} ${span.start}-${span.end}`;
  return findings.flatMap(({ rule, location, related, fixes }) => [
    `${rule} ${show(location)}`,
    ...related.map((place) => `related ${show(place.location)}`),
    ...fixes.flatMap(({ title, edits }) => edits.map((edit) => `${title}: ${show(edit)} ${edit.newText}`)),
  ]);
}

describe("what was made from a file", () => {
  const comment = "# One more line above\n";
  const folder = join(testFolder, "rules");
  let moved = 0;
  // Comments are looked for in the text at each analysis anew, and nothing that was made of them is kept.
  for (const rule of readdirSync(folder).filter((id) => id !== "suppression-unused")) {
    it(`by ${rule} stays at its text when that moves`, () => {
      for (const { name, files } of readFixtures(join(folder, rule))) {
        const analysis = analyseFiles(files, new Analyser());
        const documents = new Map(analysis.flows.flatMap(({ pipeline }) => [...pipeline.files]));
        for (const document of documents.values()) {
          assert.ok(document instanceof YamlDocument);
          document.update(comment + document.text);
        }
        const isRead = (path: string) => [...documents.keys()].some((file) => file.endsWith(`/${path}`));
        const longer: Files = Object.fromEntries(
          Object.entries(files).map(([path, text]) => [path, isRead(path) ? comment + text : text]),
        );
        assert.deepEqual(placesOf(analysis), placesOf(analyseFiles(longer, new Analyser())), name);
        moved += analysis.findings.length;
      }
    });
  }

  it("was found", () => assert.ok(moved > 100, `only ${moved} findings were moved`));
});
