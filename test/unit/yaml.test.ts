import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import type { Span } from "../../src/text/span";
import { locationWithin, Value } from "../../src/text/value";
import type { MapNode, ScalarNode, YamlNode } from "../../src/yaml/node";
import { parseYaml } from "../../src/yaml/parse";
import { analyseFiles } from "./fixtures";
import fc from "./properties";

const file = "file:///project/.gitlab-ci.yml";

function parse(text: string): YamlNode {
  const { root, problems } = parseYaml(file, text);
  assert.deepEqual(problems, []);
  assert.ok(root);
  return root;
}

function parseMap(text: string): MapNode {
  const root = parse(text);
  assert.ok(root.kind === "map");
  return root;
}

/** The node at a path of keys and indices. */
function at(node: YamlNode, ...path: (string | number)[]): YamlNode {
  let found: YamlNode | undefined = node;
  for (const step of path) {
    found =
      typeof step === "number"
        ? found?.kind === "seq"
          ? found.items[step]
          : undefined
        : found?.kind === "map"
          ? found.entries.get(step)?.value
          : undefined;
  }
  assert.ok(found, `nothing at ${path.join(".")}`);
  return found;
}

function scalar(node: YamlNode): ScalarNode {
  assert.ok(node.kind === "scalar");
  return node;
}

/** What stands in the file for each unit of a scalar's text. */
function slices(source: string, { origin, text }: ScalarNode): string[] {
  return Array.from({ length: text.length }, (_, i) => {
    const { start, end } = locationWithin(origin, text.length, i, i + 1).span;
    return source.slice(start, end);
  });
}

describe("scalars", () => {
  const cases: readonly [name: string, source: string, text: string, slices: string[] | undefined][] = [
    ["plain", "ab", "ab", ["a", "b"]],
    ["plain over lines", "a\n  b\n\n  c", "a b\nc", ["a", "\n", "b", "\n", "c"]],
    ["single quotes", "'a''b'", "a'b", ["a", "''", "b"]],
    ["single quotes over lines", "'a  \n  b'", "a b", ["a", "\n", "b"]],
    ["double quotes", '"a\\"\\x41\\u00fc\\t"', 'a"Aü\t', ["a", '\\"', "\\x41", "\\u00fc", "\\t"]],
    ["a pair of surrogates", '"\\U0001F600x"', "\u{1F600}x", ["\\U0001F600", "\\U0001F600", "x"]],
    ["double quotes over lines", '"a\\\n  b\n  c"', "ab c", ["a", "b", "\n", "c"]],
    ["an escaped blank before a break", '"a\\ \n  b"', "a  b", ["a", "\\ ", "\n", "b"]],
    ["literal", "|\n  a\n    b\n\n  c\n", "a\n  b\n\nc\n", ["a", "\n", " ", " ", "b", "\n", "\n", "c", "\n"]],
    ["literal without a last break", "|-\n  a\n  b\n", "a\nb", ["a", "\n", "b"]],
    ["literal that keeps breaks", "|+\n  a\n\n", "a\n\n\n", ["a", "\n", "\n", "\n"]],
    ["folded", ">\n  a\n  b\n\n  c\n", "a b\nc\n", ["a", "\n", "b", "\n", "c", "\n"]],
    ["folded with indented lines", ">-\n  a\n    b\n  c\n", "a\n  b\nc", ["a", "\n", " ", " ", "b", "\n", "c"]],
    ["literal with an indentation indicator", "|2\n    a\n   b\n", "  a\n b\n", [" ", " ", "a", "\n", " ", "b", "\n"]],
    ["folded with both indicators", ">-1\n  a\n\n b\n c\n", " a\n\nb c", [" ", "a", "\n", "\n", "b", "\n", "c"]],
    ["a tab in a literal", "|\n  \ta\tb\n", "\ta\tb\n", ["\t", "a", "\t", "b", "\n"]],
    ["letters beyond ASCII", "|\n  äß\u{1F600}\n", "äß\u{1F600}\n", ["ä", "ß", "\ud83d", "\ude00", "\n"]],
    ["nothing", "''", "", []],
  ];
  for (const [name, source, text, expected] of cases) {
    for (const [kind, prefix] of [
      ["with LF", "a:\n  - x\n  - "],
      ["with CRLF", "a:\r\n  - x\r\n  - "],
    ] as const) {
      it(`${name}, ${kind}`, () => {
        const written = `${prefix}${source.replaceAll("\n", kind === "with LF" ? "\n  " : "\r\n  ")}\n`;
        const node = scalar(at(parse(written), "a", 1));
        assert.equal(node.text, text);
        assert.deepEqual(slices(written, node), expected);
      });
    }
  }

  it("have the types of GitLab's YAML", () => {
    const node = parseMap("a: 1\nb: true\nc: null\nd: ~\ne:\nf: '1'\ng: 1.20\nh: !!str 1\ni: 0x1F");
    const types = [...node.entries.values()].map(({ value }) => `${scalar(value).type} ${scalar(value).text}`);
    assert.deepEqual(types, [
      "number 1",
      "boolean true",
      "null null",
      "null ~",
      "null ",
      "string 1",
      "number 1.20",
      "string 1",
      "number 0x1F",
    ]);
  });

  it("keep their place as a whole where an escape is none", () => {
    for (const source of ['"\\t\\U-0000001"', '"\\t\\u+041"', '"\\t\\xg1"', '"\\t\\UFFFFFFFF"', '"\\t\\U-1']) {
      const { root, problems } = parseYaml(file, `a: ${source}`);
      assert.notEqual(problems.length, 0);
      assert.deepEqual(scalar(at(root!, "a")).origin.span, { start: 3, end: 3 + source.length }, source);
    }
  });

  it("tell whether a part of them can be replaced", () => {
    const source = 'a: "x\\"linux/amd64\\"y"';
    const node = scalar(at(parse(source), "a"));
    const value = Value.literal(node.text, node.origin);
    const span = (from: number, to: number) => value.slice(from, to).editable?.span;
    assert.equal(source.slice(span(2, 13)!.start, span(2, 13)!.end), "linux/amd64");
    // The quotes are written with two letters each.
    assert.equal(span(1, 13), undefined);
    assert.equal(span(2, 14), undefined);
    const folded = scalar(at(parse("a: >\n  b\n  c\n"), "a"));
    assert.equal(Value.literal(folded.text, folded.origin).slice(0, 3).editable, undefined);
  });
});

describe("the map of a scalar", () => {
  const letters = [
    "a",
    "b",
    "Z",
    "0",
    "ü",
    "\u{1F600}",
    "$X",
    "/",
    "-x",
    ":x",
    "=",
    ",",
    "{a}",
    "[b]",
    "#c",
    "&&",
    "|",
    ">",
    "%",
    "@",
    "*",
  ];
  const word = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
  const line = fc
    .array(fc.oneof(word, fc.constantFrom("'", '"', "\\", "\t", "  ")), { maxLength: 5 })
    .map((parts) => parts.join(" "));
  const eol = fc.constantFrom("\n", "\r\n");
  const lines = fc.array(line, { minLength: 1, maxLength: 6 });

  const plain = fc
    .tuple(
      fc.array(
        word.map((text) => `w${text}`),
        { minLength: 1, maxLength: 8 },
      ),
      fc.array(fc.constantFrom(" ", "  ", "\n    ", " \n    ", "\n\n    "), { minLength: 8, maxLength: 8 }),
    )
    .map(([words, gaps]) => words.map((text, index) => (index > 0 ? gaps[index]! : "") + text).join(""));
  const single = lines.map((list) => `'${list.join("\n   ").replaceAll("'", "''")}'`);
  const escapes = fc.constantFrom(
    '\\"',
    "\\\\",
    "\\n",
    "\\t",
    "\\x41",
    "\\u00e4",
    "\\U0001F600",
    "\\/",
    "\\e",
    "\\ ",
    "\\\n    ",
  );
  const double = fc
    .array(fc.oneof(word, escapes, fc.constantFrom(" ", "  ", "\n    ", " \n   \n    ")), { maxLength: 10 })
    .map((parts) => `"${parts.join("")}"`);
  const indents = fc.array(fc.constantFrom("", "", "", "  ", "\t"), { minLength: 6, maxLength: 6 });
  const block = fc
    .tuple(
      fc.constantFrom("|", ">"),
      fc.constantFrom("", "-", "+"),
      fc.constantFrom("", "2"),
      lines,
      indents,
      fc.constantFrom("", "\n", "\n\n"),
    )
    .map(([style, chomp, indicator, list, more, end]) => {
      // Without an indicator the first line says how far the text is indented.
      const before = (index: number) => (index > 0 || indicator !== "" ? more[index] : "x");
      const body = list.map((text, index) => (text === "" ? "" : `    ${before(index)}${text}`));
      return `${style}${chomp}${indicator}\n${body.join("\n")}${end}`;
    });

  for (const [name, style] of Object.entries({ plain, single, double, block })) {
    it(`of ${name} scalars leads back: what is replaced in the file is replaced in the text`, () => {
      let compared = 0;
      fc.assert(
        fc.property(style, eol, fc.nat(), fc.boolean(), (written, lineEnd, seed, isLast) => {
          const source = `job:\n  script:\n  - first\n  - ${written}${isLast ? "" : "\n  - last\n"}`.replaceAll(
            "\n",
            lineEnd,
          );
          const { root, problems } = parseYaml(file, source);
          if (problems.length > 0 || !root) return;
          const node = at(root, "job", "script", 1);
          if (node.kind !== "scalar" || node.text.trim() === "") return;
          const { origin, text } = node;
          assert.ok(
            origin.units ?? origin.span.end - origin.span.start === text.length,
            `no map for ${JSON.stringify(source)}`,
          );
          const index = seed % text.length;
          // Line breaks and blanks do more than to stand for themselves.
          if (/[\s"'\\]/.test(text[index]!) || /[\ud800-\udfff]/.test(text[index]!)) return;
          const { start, end } = locationWithin(origin, text.length, index, index + 1).span;
          const changed = `${source.slice(0, start)}Q${source.slice(end)}`;
          const expected = `${text.slice(0, index)}Q${text.slice(index + 1)}`;
          const after = at(parse(changed), "job", "script", 1);
          assert.equal(scalar(after).text, expected);
          compared++;
        }),
        { numRuns: 1500 },
      );
      assert.ok(compared > 300, `only ${compared} were compared`);
    });
  }
});

describe("merge keys", () => {
  const values = (text: string, key: string) => {
    const node = at(parse(text), key);
    assert.ok(node.kind === "map");
    return Object.fromEntries([...node.entries].map(([name, { value }]) => [name, scalar(value).text]));
  };
  const base = "a: &a { x: a, y: a }\nb: &b { y: b, z: b }\n";

  it("put the keys of the anchor where they stand: keys behind them win, keys before them lose", () => {
    assert.deepEqual(values(`${base}c:\n  <<: *a\n  x: own`, "c"), { x: "own", y: "a" });
    assert.deepEqual(values(`${base}c:\n  x: own\n  <<: *a`, "c"), { x: "a", y: "a" });
  });

  it("may be repeated and may have lists, whose first element is the strongest", () => {
    assert.deepEqual(values(`${base}c:\n  <<: *a\n  <<: *b`, "c"), { x: "a", y: "b", z: "b" });
    assert.deepEqual(values(`${base}c:\n  <<: [*a, *b]`, "c"), { x: "a", y: "a", z: "b" });
    assert.deepEqual(values(`${base}c: { <<: *b, <<: { z: in } }`, "c"), { y: "b", z: "in" });
  });

  it("are names like others between quotes", () => {
    assert.deepEqual(values("c: { '<<': x }", "c"), { "<<": "x" });
  });

  it("leave a mapping open when they cannot be read", () => {
    const { root, problems } = parseYaml(file, "c:\n  <<: *gone\n  x: 1");
    assert.equal(problems.length, 1);
    const node = at(root!, "c");
    assert.ok(node.kind === "map" && node.open !== undefined && node.entries.has("x"));
  });

  it("keep the places of what they merge", () => {
    const text = `${base}c:\n  <<: *a`;
    const node = at(parse(text), "c", "x");
    assert.equal(node.location.span.start, text.indexOf("x: a") + 3);
  });
});

describe("files", () => {
  it("take the last of equal keys", () => {
    assert.equal(scalar(at(parse("a: 1\na: 2"), "a")).text, "2");
  });

  it("may have a header with inputs before the pipeline", () => {
    const { root, header, problems } = parseYaml(file, "spec:\n  inputs: { a: }\n---\njob: { script: b }\n");
    assert.deepEqual(problems, []);
    assert.ok(header?.kind === "map" && header.entries.has("spec"));
    assert.ok(root?.kind === "map" && root.entries.has("job"));
  });

  it("may be empty, hold only a comment, or be no mapping", () => {
    for (const text of ["", "\n", "# nothing", "---\n", "text", "- a", "\ufeffa: b"]) {
      assert.doesNotThrow(() => analyseFiles({ ".gitlab-ci.yml": text }, new Analyser()));
    }
  });

  it("know references, inputs and keys that are no names", () => {
    const root = parseMap("a: !reference [.b, script]\nc: $[[ inputs.d ]]\n");
    const reference = at(root, "a");
    assert.ok(reference.kind === "reference");
    assert.deepEqual(
      reference.path.map((part) => part.text),
      [".b", "script"],
    );
    assert.equal(at(root, "c").kind, "scalar");
    assert.equal(at(parse("a: !reference []"), "a").kind, "unknown");
    assert.notEqual(parseMap("? [a]\n: b\nc: d").open, undefined);
  });

  it("are read without an error and in no time, however deep they are and however much their aliases stand for", () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `.l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(", ")}]`,
    );
    const references = Array.from(
      { length: 30 },
      (_, i) => `.r${i + 1}:\n  script: [${Array(9).fill(`!reference [.r${i}, script]`).join(", ")}]`,
    );
    const variables = Array.from({ length: 40 }, (_, i) => `  V${i + 1}: $V${i}$V${i}`);
    const texts = {
      deep: "[".repeat(100_000),
      deepMap: Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      deepList: `a:\n  ${"- ".repeat(100_000)}b`,
      deepAliases: Array.from({ length: 5000 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`).join("\n"),
      merges: Array.from({ length: 2000 }, (_, i) => `a${i + 1}: &a${i + 1} { <<: *a${i}, k${i}: 1 }`).join("\n"),
      inputs: `"${"$[[".repeat(50_000)}": ${"$[[".repeat(50_000)}`,
      includes: `include: [${Array(20_000).fill("a.yml").join(", ")}]`,
      letters: 'a: "\0\ud800"\n\udc00: [\0, \ud83d]\n\0: &\ud800 b',
      tooLong: "a: b\n".repeat(2_000_001),
      aliases: `.l0: &l0 [echo]\n${levels.join("\n")}\njob:\n  script: *l30\n  rules: *l29\n  tags: *l28\nstages: *l27`,
      references: `.r0: { script: [echo] }\n${references.join("\n")}\njob:\n  script:\n    - !reference [.r30, script]`,
      variables: `variables:\n  V0: ab\n${variables.join("\n")}\njob:\n  script: buildah build --platform $V40 -t a .`,
      shell: `job:\n  script:\n    - A=ab\n${"    - A=$A$A\n".repeat(60)}    - buildah push $A`,
      parentheses: `job:\n  script: "${"(".repeat(20_000)}"`,
      substitutions: `job:\n  script: '${"$(".repeat(5_000)}'`,
    };
    for (const [name, text] of Object.entries(texts)) {
      const started = performance.now();
      const { failures } = analyseFiles({ ".gitlab-ci.yml": text }, new Analyser());
      assert.deepEqual(failures, []);
      assert.ok(performance.now() - started < 10_000, `${name} took ${performance.now() - started} ms`);
    }
  });

  it("say why they cannot be read", () => {
    const messages = (text: string) => parseYaml(file, text).problems.map(({ message }) => message);
    for (const open of ["[", "{ a: ", "- ", "? ", "[{ a: "]) {
      assert.deepEqual(messages(`a:\n  ${open.repeat(100_000)}`), ["This is nested too deep to be read."], open);
    }
    assert.deepEqual(messages("a: b\n".repeat(2_000_001)), [
      "The file is longer than 10 million characters and is not read.",
    ]);
    // What is not too deep for the parser may be so for GitLab: a value of it is unknown.
    const levels = 150;
    assert.deepEqual(messages(`a: ${"[".repeat(levels)}${"]".repeat(levels)}`), []);
    const { root } = parseYaml(file, `a: 1\nb: ${"[".repeat(100_000)}\nc: 2`);
    assert.ok(root?.kind === "map" && root.open !== undefined && root.entries.has("a") && root.entries.has("c"));
  });

  it("leave a mapping open that merges too many keys", () => {
    const large = `a: &a { ${Array.from({ length: 501 }, (_, i) => `k${i}: 1`).join(", ")} }\n`;
    const node = at(parse(`${large}b: { <<: *a, x: 1 }`), "b");
    assert.ok(node.kind === "map" && node.open !== undefined && node.entries.size === 1);
  });
});

/** Every span of a tree of nodes. */
function* spans(node: YamlNode | undefined): Generator<Span> {
  if (!node) return;
  yield node.location.span;
  if (node.kind === "scalar") yield node.origin.span;
  if (node.kind === "seq") for (const item of node.items) yield* spans(item);
  if (node.kind === "reference") for (const part of node.path) yield* spans(part);
  if (node.kind !== "map") return;
  for (const { key, value } of node.entries.values()) {
    yield* spans(key);
    yield* spans(value);
  }
}

describe("real pipelines that are being edited", () => {
  const pipelines = [
    `stages: [build, publish]

variables:
  IMAGE: "$CI_REGISTRY_IMAGE:latest"
  PLATFORMS: linux/amd64,linux/arm64

default: &default
  image: quay.io/buildah/stable
  before_script:
    - echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY

.build: &build
  stage: build
  script:
    - |
      set -e
      for arch in amd64 arm64; do
        buildah build --platform "linux/$arch" \\
          -t "$IMAGE-$arch" .
      done
    - >-
      buildah push
      "$IMAGE-amd64"

build:
  <<: *build
  <<: *default
  parallel:
    matrix:
      - ARCH: [amd64, 'arm64']
  tags: ["saas-linux-small-$ARCH"]

join:
  extends: [.build]
  stage: publish
  needs:
    - job: build
      optional: true
  script:
    - !reference [.build, script]
    - "buildah manifest create \\"$IMAGE\\" # größer"
    - buildah manifest push --all $IMAGE
      docker://$IMAGE
`,
    `spec:
  inputs:
    name: { default: x }
---
include:
  - local: /other.yml
  - { project: a/b, file: c.yml }
"$[[ inputs.name ]]-job":
\tscript: tab
job: {script: [echo 'it''s', "a: b"], rules: [{if: $CI_COMMIT_TAG =~ /^v/}], only: }
`,
  ];
  const pieces = [
    "\n",
    "  ",
    "- ",
    ": ",
    "'",
    '"',
    "|",
    ">",
    "&a ",
    "*a",
    "<<: *a",
    "[",
    "]",
    "{",
    "}",
    "#",
    "!reference [a, b]",
    "\t",
    "\r\n",
    "---\n",
    "\\",
    "$",
    "ü",
    "buildah ",
    "? ",
    "%",
    "@",
    "`",
    "\0",
    "\ud800",
    "\u2028",
  ];
  const edit = fc.record({
    from: fc.nat(),
    length: fc.nat({ max: 60 }),
    text: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })),
  });

  it("are always read, with all places in the text, and analysed by all rules", () => {
    const analyser = new Analyser();
    fc.assert(
      fc.property(
        fc.constantFrom(...pipelines),
        fc.boolean(),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (pipeline, isCrlf, edits) => {
          let text = isCrlf ? pipeline.replaceAll("\n", "\r\n") : pipeline;
          for (const { from, length, text: inserted } of edits) {
            const start = from % (text.length + 1);
            text = text.slice(0, start) + inserted + text.slice(start + length);
          }
          const { root, header, problems } = parseYaml(file, text);
          const all = [...spans(root), ...spans(header), ...problems.map(({ location }) => location.span)];
          for (const { start, end } of all) {
            assert.ok(start >= 0 && start <= end && end <= text.length, `${start}-${end} of ${text.length}`);
          }
          const { findings, failures } = analyseFiles({ ".gitlab-ci.yml": text }, analyser);
          assert.deepEqual(failures, []);
          for (const { location } of findings) assert.ok(location.span.end <= text.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
