import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contentOf } from "../../src/gitlab/content";
import { Resolver } from "../../src/gitlab/resolve";
import type { YamlNode } from "../../src/yaml/node";
import { parseYaml } from "../../src/yaml/parse";
import fc from "./properties";

const names = ["a", "b", "c", "d", "e"];
const name = fc.constantFrom(...names);

/** A top-level entry that extends and refers to others, to itself and to what is not there. */
const entry = fc
  .record({
    extends: fc.array(fc.constantFrom(...names, "gone"), { maxLength: 2 }),
    references: fc.array(fc.tuple(name, fc.constantFrom("s", "v")), { maxLength: 2 }),
    text: fc.constantFrom("x", "y"),
  })
  .map(({ extends: parents, references, text }) => {
    const items = references.map(([target, key]) => `!reference [${target}, ${key}]`);
    const first = items.length > 0 ? `, v: ${items[0]}` : "";
    return `{ extends: [${parents.join(", ")}], s: [${[text, ...items].join(", ")}]${first}, ${text}: 1 }`;
  });

const pipeline = fc.dictionary(name, entry, { minKeys: 1 });

function resolver(entries: Readonly<Record<string, string>>): Resolver {
  const text = Object.entries({ ...entries, other: "{}" }).map(([key, value]) => `${key}: ${value}`);
  const { root } = parseYaml("file:///p.yml", text.join("\n"));
  assert.ok(root?.kind === "map");
  return new Resolver(contentOf(root));
}

/** A node without its places. */
function shape(node: YamlNode | undefined): unknown {
  switch (node?.kind) {
    case "scalar":
      return node.text;
    case "seq":
      return node.items.map(shape);
    case "map":
      return { open: node.open, entries: [...node.entries].map(([key, { value }]) => [key, shape(value)]) };
    case "unknown":
      return { unknown: node.reason };
    default:
      return node?.kind;
  }
}

describe("what is resolved for a name", () => {
  it("is the same whichever name is asked for first", () => {
    fc.assert(
      fc.property(pipeline, fc.shuffledSubarray(names, { minLength: 5 }), (entries, order) => {
        const asked = resolver(entries);
        for (const each of order) asked.body(each);
        for (const each of names) {
          const alone = resolver(entries);
          assert.deepEqual(shape(asked.body(each)), shape(alone.body(each)));
          assert.deepEqual(asked.uses(each), alone.uses(each));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("stays the same when names change that it does not use", () => {
    fc.assert(
      fc.property(pipeline, name, fc.option(entry, { nil: undefined }), (entries, changed, replacement) => {
        const before = resolver(entries);
        const { [changed]: _, ...others } = entries;
        const after = resolver(replacement === undefined ? others : { ...entries, [changed]: replacement });
        for (const each of names) {
          if (before.uses(each).has(changed)) continue;
          assert.deepEqual(shape(after.body(each)), shape(before.body(each)));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
