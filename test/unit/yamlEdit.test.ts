import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits, type TextEdit } from "../../src/text/finding";
import { appendItems, insertItem, insertKey, quoteLike, removeItem, writeList } from "../../src/yaml/edit";
import type { MapNode, YamlNode } from "../../src/yaml/node";
import { parseYaml, type YamlFile } from "../../src/yaml/parse";

const read = (text: string) => parseYaml("file:///x.yml", text);

function at(file: YamlFile, ...path: string[]): YamlNode {
  return path.reduce((node, key) => (node as MapNode).entries.get(key)!.value, file.root!);
}

function map(file: YamlFile, ...path: string[]): MapNode {
  return at(file, ...path) as MapNode;
}

function apply(file: YamlFile, edit: TextEdit | undefined): string | undefined {
  if (!edit) return undefined;
  const text = applyEdits(file.text, [edit]);
  assert.deepEqual(read(text).problems, []);
  return text;
}

function addKey(text: string, job = "job"): string | undefined {
  const file = read(text);
  return apply(file, insertKey(file, map(file, job), "needs", "[a]"));
}

function append(text: string, ...items: (string | { yaml: string })[]): string | undefined {
  const file = read(text);
  const list = at(file, "job", "needs");
  assert.equal(list.kind, "seq");
  return list.kind === "seq" ? apply(file, appendItems(file, list, items)) : undefined;
}

function addItem(text: string, near: string, place: "before" | "after", item = "new"): string | undefined {
  const file = read(text);
  return apply(file, insertItem(file, at(file, "job", "script"), text.lastIndexOf(near), item, place));
}

describe("a new key", () => {
  it("goes behind stage with the comment on its line", () => {
    assert.equal(
      addKey("job:\n  stage: build # first\n  script: x\n"),
      "job:\n  stage: build # first\n  needs: [a]\n  script: x\n",
    );
  });
  it("goes behind extends when that comes last, and behind a list of parents", () => {
    assert.equal(
      addKey("job:\n  stage: b\n  extends: .a\n  script: x"),
      "job:\n  stage: b\n  extends: .a\n  needs: [a]\n  script: x",
    );
    assert.equal(
      addKey("job:\n  extends:\n  - .a\n  # why\n  - .b\n\n  script: x"),
      "job:\n  extends:\n  - .a\n  # why\n  - .b\n  needs: [a]\n\n  script: x",
    );
    assert.equal(
      addKey("job:\n  extends:\n    - .a\n# why\n    - .b\n  script: x"),
      "job:\n  extends:\n    - .a\n# why\n    - .b\n  needs: [a]\n  script: x",
    );
  });
  it("goes behind merge keys, which would overwrite it", () => {
    assert.equal(
      addKey(".t: &t\n  tags: [x]\njob:\n    <<: *t\n    script: x\n"),
      ".t: &t\n  tags: [x]\njob:\n    <<: *t\n    needs: [a]\n    script: x\n",
    );
    assert.equal(
      addKey(".t: &t {tags: [x]}\njob:\n  stage: b\n  <<:\n    - *t\n  script: x\n"),
      ".t: &t {tags: [x]}\njob:\n  stage: b\n  <<:\n    - *t\n  needs: [a]\n  script: x\n",
    );
  });
  it("goes first in a mapping without these", () => {
    assert.equal(addKey("job:\n  # about\n  script: x\n"), "job:\n  # about\n  needs: [a]\n  script: x\n");
  });
  it("keeps CRLF, and a file without a last line break", () => {
    assert.equal(
      addKey("job:\r\n  stage: b\r\n  script: x\r\n"),
      "job:\r\n  stage: b\r\n  needs: [a]\r\n  script: x\r\n",
    );
    assert.equal(addKey("job:\n  script: x\n  stage: b"), "job:\n  script: x\n  stage: b\n  needs: [a]");
    assert.equal(addKey("job:\r\n  script: x\r\n  stage: b"), "job:\r\n  script: x\r\n  stage: b\r\n  needs: [a]");
  });
  it("goes into a flow mapping", () => {
    assert.equal(addKey("job: {stage: b, script: x}"), "job: {stage: b, needs: [a], script: x}");
    assert.equal(addKey("job: { script: x }"), "job: { needs: [a], script: x }");
    assert.equal(addKey("job: {}"), "job: {needs: [a]}");
  });
  it("does not go into another file or into a mapping that begins on another one's line", () => {
    const file = read("job:\n  script: x");
    assert.equal(insertKey({ file: "file:///y.yml", text: file.text }, map(file, "job"), "needs", "[a]"), undefined);
    const nested = read("list:\n  - a: 1\n    b: 2\n");
    const list = at(nested, "list");
    assert.equal(list.kind === "seq" && insertKey(nested, list.items[0] as MapNode, "c", "3"), undefined);
  });
});

describe("a new item of a list", () => {
  it("goes below the last one, quoted like it", () => {
    assert.equal(
      append("job:\n  needs:\n    - a # x\n  script: x\n", "b"),
      "job:\n  needs:\n    - a # x\n    - b\n  script: x\n",
    );
    assert.equal(append('job:\n  needs:\n  -   "a"\n', "b", "c"), 'job:\n  needs:\n  -   "a"\n  -   "b"\n  -   "c"\n');
    assert.equal(append("job:\r\n  needs:\r\n    - 'a'", "b"), "job:\r\n  needs:\r\n    - 'a'\r\n    - 'b'");
    assert.equal(
      append("job:\n  needs:\n    - job: a\n      optional: true\n\n  x: 1", "b"),
      "job:\n  needs:\n    - job: a\n      optional: true\n    - b\n\n  x: 1",
    );
  });
  it("goes behind the last one on the line", () => {
    assert.equal(append("job:\n  needs: [a, 'b'] # x\n", "c"), "job:\n  needs: [a, 'b', 'c'] # x\n");
    assert.equal(append("job:\n  needs: [ a, ]\n", "c"), "job:\n  needs: [ a, c ]\n");
    assert.equal(append("job:\n  needs: [ ]\n", "c", { yaml: "{job: d}" }), "job:\n  needs: [c, {job: d}]\n");
    assert.equal(append("job:\n  needs: [a]\n", "b:c"), 'job:\n  needs: [a, "b:c"]\n');
    assert.equal(append("job:\n  needs:\n    - a\n", "b:c"), "job:\n  needs:\n    - a\n    - b:c\n");
    assert.equal(append('job: {needs: ["a"]}', "c", "d"), 'job: {needs: ["a", "c", "d"]}');
  });
  it("goes to a line of its own where each has one", () => {
    assert.equal(
      append("job:\n  needs: [\n    a,\n    b # x\n  ]\n", "c"),
      "job:\n  needs: [\n    a,\n    b, # x\n    c\n  ]\n",
    );
    assert.equal(
      append("job:\n  needs: [\n    a, # x\n  ]\n", "c", "d"),
      "job:\n  needs: [\n    a, # x\n    c,\n    d,\n  ]\n",
    );
  });
  it("is refused behind an alias in flow style and in a nested list", () => {
    assert.equal(append("x: &x b\njob:\n  needs: [a, *x]\n", "c"), undefined);
    const file = read("job:\n  - - a\n");
    const outer = at(file, "job");
    const inner = outer.kind === "seq" ? outer.items[0] : undefined;
    assert.ok(inner?.kind === "seq");
    assert.equal(appendItems(file, inner, ["b"]), undefined);
  });
});

describe("a new item of a script", () => {
  it("goes in front of another one and of the comment above it", () => {
    assert.equal(
      addItem("job:\n  script:\n    - a\n    - b\n", "b\n", "before"),
      "job:\n  script:\n    - a\n    - new\n    - b\n",
    );
    assert.equal(
      addItem("job:\n  script:\n  - a\n  # about b\n  # too\n  - b\n", "b\n", "before"),
      "job:\n  script:\n  - a\n  - new\n  # about b\n  # too\n  - b\n",
    );
    assert.equal(
      addItem("job:\n  script:\n    # about a\n    - aa\n", "aa", "before"),
      "job:\n  script:\n    # about a\n    - new\n    - aa\n",
    );
  });
  it("goes behind another one, whatever its style", () => {
    assert.equal(
      addItem("job:\n  script:\n    - |\n      x\n\n      y\n\n    - b", "y", "after"),
      "job:\n  script:\n    - |\n      x\n\n      y\n    - new\n\n    - b",
    );
    assert.equal(
      addItem("job:\r\n  script:\r\n    - x\r\n      y # z\r\n", "x\r", "after"),
      "job:\r\n  script:\r\n    - x\r\n      y # z\r\n    - new\r\n",
    );
  });
  it("makes a list of a single text", () => {
    assert.equal(
      addItem("job:\n  script: make # all\n", "make", "before"),
      "job:\n  script:\n    - new\n    - make # all\n",
    );
    assert.equal(addItem('job:\n  "script":  "make"', "make", "after"), 'job:\n  "script":\n    - "make"\n    - new');
  });
  it("is refused where the item is an alias, in flow style, in a nested list, in a block scalar", () => {
    assert.equal(addItem("x: &x make\njob:\n  script:\n    - *x\n", "make", "before"), undefined);
    assert.equal(addItem("job:\n  script: [a, b]\n", "b]", "before"), undefined);
    assert.equal(addItem("job:\n  script:\n    - - a\n      - b\n", "b", "before"), undefined);
    assert.equal(addItem("job:\n  script: |\n    a\n", "a\n", "before"), undefined);
    assert.equal(addItem("job: {script: make}", "make", "before"), undefined);
  });
});

describe("a text as a scalar", () => {
  it("is plain only where every reader takes it as the same text", () => {
    for (const text of [
      "build: [amd64]",
      "no",
      "12",
      "a #b",
      "a: b",
      "x:",
      "*a",
      "-",
      "",
      "{a}",
      "é: ü",
      "a,b",
      ".nan",
      " a",
    ]) {
      for (const style of ["", '"', "'"]) {
        const value = read(`[${quoteLike(text, style)}]`).root;
        assert.ok(value?.kind === "seq" && value.items.length === 1);
        const item = value.items[0]!;
        assert.deepEqual(item.kind === "scalar" && [item.text, item.type], [text, "string"]);
      }
    }
    assert.equal(
      writeList(["build-amd64", "build:a", "build: [a]", { yaml: "{job: c, optional: true}" }]),
      '[build-amd64, "build:a", "build: [a]", {job: c, optional: true}]',
    );
  });
});

describe("an item that is taken out", () => {
  const remove = (text: string, index: number) => {
    const file = read(text);
    const list = at(file, "job", "needs");
    return list.kind === "seq" ? apply(file, removeItem(file, list, list.items[index]!)) : undefined;
  };
  it("goes with its comma", () => {
    assert.equal(remove("job: {needs: [a, 'b' , c]}", 0), "job: {needs: ['b' , c]}");
    assert.equal(remove("job: {needs: [a, 'b' , c]}", 1), "job: {needs: [a, c]}");
    assert.equal(remove("job: {needs: [a, 'b' , c]}", 2), "job: {needs: [a, 'b' ]}");
    assert.equal(remove("job: {needs: [a]}", 0), "job: {needs: []}");
  });
  it("goes with its lines", () => {
    assert.equal(remove("job:\n  needs:\n    - a\n    - b\n    - c\n", 0), "job:\n  needs:\n    - b\n    - c\n");
    assert.equal(
      remove("job:\n  needs:\n  - a\n  - job: b\n    optional: true\n  - c\n", 1),
      "job:\n  needs:\n  - a\n  - c\n",
    );
    assert.equal(remove("job:\r\n  needs:\r\n  - a\r\n  - b\r\n", 1), "job:\r\n  needs:\r\n  - a\r\n");
    assert.equal(remove("job:\r\n  needs:\r\n  - a\r\n  - b\r\n", 0), "job:\r\n  needs:\r\n  - b\r\n");
    assert.equal(remove("job:\n  needs:\n    - a\n    - b", 1), "job:\n  needs:\n    - a");
  });
  it("leaves the comment of the next one", () => {
    const text = "job:\n  needs:\n    - a\n    # why\n    - b\n";
    assert.equal(remove(text, 0), "job:\n  needs:\n    # why\n    - b\n");
  });
  it("stays where it is written elsewhere", () => {
    assert.equal(remove("x: &x b\njob:\n  needs: [a, *x]\n", 1), undefined);
  });
});
