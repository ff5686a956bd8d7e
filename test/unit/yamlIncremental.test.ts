import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { YamlDocument } from "../../src/yaml/document";
import { parseYaml } from "../../src/yaml/parse";
import { stateOf } from "./yamlStates";

const file = "file:///project/.gitlab-ci.yml";

/** Small files that together have all that decides where a block begins and what it means. */
const documents = [
  `stages: [build, publish]

# A comment between
variables:
  IMAGE: "$CI_REGISTRY_IMAGE:latest" # behind

.build: &build
  script:
    - |
      set -e
      buildah build -t "$IMAGE" .
    - >-
      buildah push
      "$IMAGE"

amd64:
  <<: *build
  tags: ['small', "größer\\u00e4"]
arm64: { <<: *build, when: manual }
`,
  `a: &a { x: 1 }
b: &b
  <<: *a
  y: [*a, &c z, *c]
c: *b
a: &a [2]
d: *a
<<: *b
e: *e
`,
  `spec:
  inputs:
    name: { default: x }
---
# The pipeline
include: { local: /other.yml }
"$[[ inputs.name ]]-job":
  script: $[[ inputs.name ]]
$[[ inputs.name ]]: 1
job:
  script: !reference [.base, script]
`,
  `list:
- one
- two:
  - three
-
  - four
flow: [
  a, b
]
map: {
  a: 1,
}
text: "over
  two lines"
last: |+
  kept

`,
  `job:
  script:
    - |2-
        indented
      less
    - >
      folded

      text
    - 'it''s'
    - "\\U0001F600 \\
      x"
key with blanks: plain
  that goes on
"quoted": ~
'single': null
? odd
: pair
`,
  `half
job:
  script: x
another half
---
second: document
`,
  `{ a: 1,
"b": [2, 3],
c: { d: 4 } }
`,
  `- a
- b: c
`,
  `k: 1
k: 2
l: &x 3
k: &x 4
m: *x
k: *x
`,
  `\ta: tab
b:
\tc: tab
\u{1F600}: [ü, "\u2028"]
# end`,
  "",
];

/** Insertions that make or break structure. */
const pieces = [
  ..."\n\r\t :-?#&*!|>%@`'\"[]{},.\\$<aü0".split(""),
  "\r\n",
  "\n\n",
  "  ",
  "- ",
  ": ",
  "key: ",
  "key:\n",
  "key: value\n",
  "key",
  "  key: value\n",
  "---",
  "---\n",
  "--- text\n",
  "...\n",
  "%YAML 1.2\n",
  "? ",
  "# note\n",
  "&a ",
  "&x ",
  "*a",
  "*x",
  "<<: *a\n",
  "<<: *build\n",
  "  <<: *a\n",
  "!reference [a, b]",
  "$[[ inputs.x ]]",
  "|\n",
  ">-\n",
  "|2+\n",
  "spec:\n",
  "a: &a {y: 1}\n",
  "- item\n",
  "]\n",
  "}\n",
  '"',
  "\ufeff",
  "\0",
  "\ud800",
  "\u{1F600}",
  "\u2028",
];

/** A change of a text, made for whatever text it meets. */
const edit = fc.record({
  /** Where it begins: somewhere, at a line's start or end, or at a letter of structure. */
  at: fc.record({ kind: fc.constantFrom("any", "lineStart", "lineStart", "lineEnd", "structure"), seed: fc.nat() }),
  /** What it takes away: letters, the rest of the line, or lines. */
  remove: fc.constantFrom<readonly ["letters" | "line" | "lines", number]>(
    ["letters", 0],
    ["letters", 0],
    ["letters", 0],
    ["letters", 1],
    ["letters", 2],
    ["letters", 7],
    ["line", 0],
    ["lines", 1],
    ["lines", 3],
  ),
  insert: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("", ...pieces) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((parts) => parts.join("")) },
    // Lines of the text itself, from somewhere else.
    { weight: 1, arbitrary: fc.record({ from: fc.nat(), lines: fc.integer({ min: 1, max: 4 }) }) },
  ),
  /** Goes back to an earlier text instead: so that texts do not end as rubbish. */
  undo: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function offsetsOf(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map((match) => match.index);
}

function apply(text: string, { at, remove: [unit, count], insert }: Edit): string {
  const lineStarts = [0, ...offsetsOf(text, /\n/g).map((offset) => offset + 1)];
  const places = {
    any: [at.seed % (text.length + 1)],
    lineStart: lineStarts,
    lineEnd: [...offsetsOf(text, /\r?\n/g), text.length],
    structure: [...offsetsOf(text, /[-:?&*!|>'"#%{}[\],\\]/g), 0],
  }[at.kind];
  const from = places[at.seed % places.length]!;
  const rest = text.slice(from);
  const removed = {
    letters: count,
    line: rest.search(/\r?\n|$/),
    lines: [...offsetsOf(rest, /\n/g).map((offset) => offset + 1), rest.length][count - 1]!,
  }[unit];
  let inserted = "";
  if (typeof insert === "string") inserted = insert;
  else {
    const first = insert.from % lineStarts.length;
    inserted = text.slice(lineStarts[first], lineStarts[first + insert.lines]);
  }
  return text.slice(0, from) + inserted + text.slice(from + (removed ?? rest.length));
}

describe("a document that is being edited", () => {
  it("is at any time what a fresh parse of its text gives, and knows what has changed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.boolean(),
        fc.array(edit, { minLength: 20, maxLength: 20 }),
        (start, isCrlf, edits) => {
          const texts = [isCrlf ? start.replaceAll("\n", "\r\n") : start];
          const document = new YamlDocument(file, texts[0]!);
          for (const step of edits) {
            const text = (step.undo > 0 ? texts.at(-1 - step.undo) : undefined) ?? apply(texts.at(-1)!, step);
            texts.push(text);
            const { revision, root } = document;
            const before = root?.kind === "map" ? new Map(root.entries) : undefined;
            document.update(text);
            assert.equal(document.text, text);
            assert.deepEqual(stateOf(document), stateOf(parseYaml(file, text)));
            const changed = document.changedSince(revision);
            if (!changed || !before || document.root?.kind !== "map") continue;
            const after = document.root.entries;
            const keys = [...new Set([...before.keys(), ...after.keys()])];
            assert.deepEqual([...changed].sort(), keys.filter((key) => before.get(key) !== after.get(key)).sort());
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 5000) },
    );
  });
});
