import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse, stringify } from "yaml";
import { rules } from "../../src/rules/index";
import { examplesOf, switchOn } from "./examples";
import { analyseFiles } from "./fixtures";

type Body = Readonly<Record<string, unknown>>;

/** Top-level keys that are no jobs. */
const reserved = new Set(
  "stages variables default include workflow spec image services before_script after_script cache pages".split(" "),
);

/** Ways in which what a job is made of comes from elsewhere. Each writes a job whose meaning is the same. */
const ways: Readonly<Record<string, (name: string, body: Body, index: number) => string>> = {
  extends: (name, body, index) =>
    `${stringify({ [`.t${index}`]: body })}${stringify({ [name]: { extends: `.t${index}` } })}`,
  "an anchor": (name, body, index) =>
    `${stringify({ [`.t${index}`]: body }).replace(/^(.*?:)\n/, `$1 &t${index}\n`)}${stringify(name).trim()}:\n  <<: *t${index}\n`,
  "a reference": (name, body, index) =>
    `${stringify({ [`.t${index}`]: body })}${stringify(name).trim()}:\n${Object.keys(body)
      .map((key) => `  ${key}: !reference [.t${index}, ${key}]\n`)
      .join("")}`,
  "a variable": withVariables,
  "a matrix": (name, body) => stringify({ [name]: { ...body, parallel: { matrix: [{ UNUSED: ["one", "two"] }] } } }),
};

/** Rules that look at the text itself, of which the other writing keeps nothing. */
const ofText = new Set(["suppression-unused", "yaml-syntax"]);

/** Rules that need one maker of an image: of two instances that push the same name it is not known whose image it is. */
const ofOneInstance = new Set([
  "format-mixed",
  "manifest-add-stale-local",
  "manifest-amend-stale",
  "manifest-arch-override",
  "manifest-duplicate-platform",
  "manifest-nested-list",
  "needs-optional-producer",
  "producer-allow-failure",
  "producer-manual",
  "rules-asymmetric",
]);

/** Values of flags in variables of the job. */
function withVariables(name: string, body: Body): string {
  const variables: Record<string, string> = {};
  const take = (line: unknown): unknown =>
    typeof line !== "string" || line.includes("\n")
      ? line
      : line.replace(/(\s--?[a-z][\w-]*[= ])([\w./:,-]+)(?=\s|$)/g, (_, flag: string, value: string) => {
          const variable = `VALUE_${Object.keys(variables).length}`;
          variables[variable] = value;
          return `${flag}$${variable}`;
        });
  const script = Array.isArray(body.script) ? body.script.map(take) : take(body.script);
  return stringify({ [name]: { ...body, script, variables: { ...(body.variables as object), ...variables } } });
}

/** The pipeline with all of its jobs written in another way; undefined where one cannot be. */
function rewrite(text: string, write: (typeof ways)[string], isMatrix: boolean): string | undefined {
  const pipeline: unknown = parse(text, { logLevel: "silent", merge: true });
  if (typeof pipeline !== "object" || pipeline === null || /!reference|<<:|^---/m.test(text)) return undefined;
  let isSome = false;
  const parts = Object.entries(pipeline).map(([name, body], index) => {
    const isJob = !reserved.has(name) && !name.startsWith(".") && typeof body === "object" && body !== null;
    if (!isJob || "extends" in body || (isMatrix && "parallel" in body)) return stringify({ [name]: body });
    isSome = true;
    return write(name, body as Body, index);
  });
  return isSome ? parts.join("") : undefined;
}

for (const [way, write] of Object.entries(ways)) {
  describe(`what a rule finds, it finds when it comes through ${way}`, () => {
    for (const rule of rules) {
      if (ofText.has(rule.id) || (way === "a matrix" && ofOneInstance.has(rule.id))) continue;
      const page = readFileSync(`src/rules/${rule.id}.md`, "utf8");
      examplesOf(page, "Bad").forEach((files, index) => {
        const text = files[".gitlab-ci.yml"];
        const rewritten = text === undefined ? undefined : rewrite(text, write, way === "a matrix");
        if (rewritten === undefined) return;
        it(`${rule.id}, example ${index + 1}`, () => {
          const { findings, failures } = analyseFiles({ ...files, ".gitlab-ci.yml": rewritten, ...switchOn(rule) });
          assert.deepEqual(failures, []);
          assert.ok(
            findings.some((finding) => finding.rule === rule.id),
            rewritten,
          );
        });
      });
    }
  });
}
