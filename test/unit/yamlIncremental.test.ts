import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { YamlDocument, type YamlFile } from "../../src/yaml/document";
import { NodeSizes } from "../../src/yaml/draft";
import type { MapNode } from "../../src/yaml/node";
import { parseYaml } from "../../src/yaml/parse";
import { readWhole } from "../../src/yaml/whole";
import fc from "./properties";
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

/** The texts that a file goes through. */
function textsOf(start: string, isCrlf: boolean, edits: readonly Edit[]): string[] {
  const texts = [isCrlf ? start.replaceAll("\n", "\r\n") : start];
  for (const step of edits)
    texts.push((step.undo > 0 ? texts.at(-1 - step.undo) : undefined) ?? apply(texts.at(-1)!, step));
  return texts;
}

const histories = fc
  .tuple(fc.constantFrom(...documents), fc.boolean(), fc.array(edit, { minLength: 20, maxLength: 20 }))
  .map(([start, isCrlf, edits]) => textsOf(start, isCrlf, edits));

function entriesOf({ root }: YamlFile): MapNode["entries"] {
  return root?.kind === "map" ? root.entries : new Map();
}

describe("a document that is being edited", () => {
  it("has its keys in the order of the file when a block moves between new ones", () => {
    const document = new YamlDocument(file, "k: 1\nl: 2\n");
    document.update("l: 2\nk: 2\n");
    assert.deepEqual([...entriesOf(document).keys()], ["l", "k"]);
  });

  it("is at any time what a fresh parse of its text gives, and knows what has changed", () => {
    fc.assert(
      fc.property(histories, ([start, ...texts]) => {
        const document = new YamlDocument(file, start!);
        for (const text of texts) {
          const { revision } = document;
          const before = new Map(entriesOf(document));
          document.update(text);
          assert.deepEqual(stateOf(document), stateOf(parseYaml(file, text)));
          const changed = document.changedSince(revision);
          if (!changed) continue;
          const after = entriesOf(document);
          const differing = [...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key));
          assert.deepEqual([...changed].sort(), [...new Set(differing)].sort());
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("reads block by block what the library reads as a whole", () => {
    let compared = 0;
    fc.assert(
      fc.property(histories, (texts) => {
        for (const text of texts) {
          const { roots, problems } = readWhole(file, text, new NodeSizes());
          // The library finds faults with some texts that are none when their blocks are read one by one.
          if (problems.length > 0) continue;
          const parsed = parseYaml(file, text);
          const { header, lines } = parsed;
          const whole = {
            file,
            text,
            lines,
            header: header && roots[0],
            root: roots[header ? 1 : 0],
            problems,
            revision: 0,
            changedSince: () => undefined,
          };
          assert.deepEqual(withoutEnds(stateOf(parsed)), withoutEnds(stateOf(whole)));
          compared++;
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(compared > 1000, `only ${compared} were compared`);
  });

  /** Where a mapping without a last value ends depends on whether the library sees text behind it. */
  function withoutEnds(state: unknown): unknown {
    return JSON.parse(JSON.stringify(state, (key, value) => (key === "at" ? value.split("-")[0] : value)));
  }

  const jobs = `variables:
  A: b

# About the first job
first:
  script:
    - |
      echo
    - [a, b]
base: &base
  x: y
last:
- one
second:
  <<: *base
third: { a: b }
`;

  it("keeps the entries of all other keys, at their new places", () => {
    let key = "";
    for (let from = 0; from < jobs.length; from = jobs.indexOf("\n", from) + 1) {
      const line = jobs.slice(from, jobs.indexOf("\n", from));
      key = /^\w+/.exec(line)?.[0] ?? key;
      const document = new YamlDocument(file, jobs);
      const before = new Map(entriesOf(document));
      const spans = new Map([...before].map(([name, { value }]) => [name, value.location.span]));
      const at = from + line.length;
      document.update(`${jobs.slice(0, at)} #${jobs.slice(at)}`);
      const dependants = key === "base" ? ["second"] : [];
      assert.deepEqual([...document.changedSince(0)!], [key, ...dependants], line);
      for (const [name, entry] of entriesOf(document)) {
        if (name === key || dependants.includes(name)) continue;
        assert.equal(entry, before.get(name));
        const { start, end } = spans.get(name)!;
        const shift = start > at ? 2 : 0;
        assert.deepEqual(entry.value.location.span, { start: start + shift, end: end + shift });
      }
    }
  });

  it("keeps entries when others appear, go and come back", () => {
    const document = new YamlDocument(file, jobs);
    const before = new Map(entriesOf(document));
    document.update(jobs.replace("base:", "new: 1\nbase:"));
    assert.deepEqual([...document.changedSince(0)!], ["new"]);
    assert.deepEqual([...entriesOf(document).keys()].slice(0, 4), ["variables", "first", "new", "base"]);
    document.update(jobs);
    assert.deepEqual([...document.changedSince(1)!], ["new"]);
    document.update(`# Another comment\n${jobs}`);
    assert.deepEqual([...document.changedSince(2)!], []);
    assert.deepEqual([...document.changedSince(document.revision)!], []);
    assert.equal(document.changedSince(0), undefined);
    for (const [name, entry] of before) assert.equal(entriesOf(document).get(name), entry);
    document.update(`spec:\n---\n${document.text}`);
    assert.equal(document.changedSince(3), undefined);
  });

  it("keeps what stands below a key that is being typed", () => {
    const document = new YamlDocument(file, jobs);
    const third = entriesOf(document).get("third");
    document.update(jobs.replace("second:", "sec\nsecond:"));
    assert.equal(document.problems.length, 1);
    assert.equal(entriesOf(document).get("third"), third);
    assert.deepEqual([...document.changedSince(0)!], ["sec"]);
  });
});
