// @ts-check
// Writes what follows from the rules and settings: the list of rules, the index of their pages, the schema of
// .buildah-pipelines.yml and the settings in package.json. A rule is found by its page: src/rules/<id>.md.
//   --check  writes nothing; tells what is not as it would be written, and exits with 1
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../", import.meta.url));
const isChecking = process.argv.includes("--check");
const header = "made by `npm run generate`; do not edit";

/** @type {string[]} */
const stale = [];

const pages = await readdir(path.join(project, "src/rules"));
const ids = pages
  .filter((name) => name.endsWith(".md") && name !== "index.md")
  .map((name) => name.slice(0, -".md".length))
  .sort();
await put("src/rules/index.ts", list(ids));
const { topics, schema } = await load(ids);
await put("src/rules/index.md", index(topics));
await put("schemas/settings.schema.json", toJson({ $schema: "http://json-schema.org/draft-07/schema#", ...schema }));
await put("package.json", await withSettings());
if (stale.length > 0) {
  console.error(`Not fresh: ${stale.join(", ")}. Run npm run generate.`);
  process.exitCode = 1;
}

/**
 * Writes a file, or notes that it is not fresh.
 * @param {string} name
 * @param {string} text
 */
async function put(name, text) {
  const file = path.join(project, name);
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
  if (isChecking) {
    stale.push(name);
    return;
  }
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** @param {string[]} ids */
function list(ids) {
  const name = (/** @type {string} */ id) => id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const imports = [
    ...ids.map((id) => ({ from: `./${id}`, line: `import ${name(id)} from "./${id}";` })),
    { from: "./rule", line: 'import type { Rule } from "./rule";' },
  ].sort((a, b) => (a.from < b.from ? -1 : 1));
  return [
    `// ${header}`,
    ...imports.map(({ line }) => line),
    "",
    "/** Every rule, by id. */",
    `export const rules: readonly Rule[] = [`,
    ...ids.map((id) => `  ${name(id)},`),
    "];",
    "",
  ].join("\n");
}

/** @typedef {{id: string, summary: string, severity: string, confidence: string, fixes: string[]}} Rule */

/**
 * The rules by topic and the schema of the settings, as the code has them.
 * @param {string[]} ids
 * @returns {Promise<{topics: Map<string, Rule[]>, schema: any}>}
 */
async function load(ids) {
  const contents = `${list(ids)}
    import { settingsSchema } from "../config/schema";
    import { groupByTopic } from "./topics";
    export const topics = groupByTopic(rules);
    export const schema = settingsSchema(rules);
`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(project, "src/rules"), loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")}`);
}

/** @param {Map<string, Rule[]>} topics */
function index(topics) {
  const row = (/** @type {Rule} */ { id, severity, confidence, fixes, summary }) => {
    const level = confidence === "certain" ? severity : `${severity}, off by default`;
    return `| [${id}](${id}.md) | ${level} | ${fixes.join(", ")} | ${summary} |`;
  };
  return [
    `<!-- ${header} -->`,
    "# Rules",
    "",
    "A `safe` fix keeps or restores the meaning beyond doubt, and `lint --fix` makes it; an `unsafe` one is offered, for a person to read.",
    "A rule that is off by default is turned on by giving it a severity.",
    ...[...topics].flatMap(([title, rules]) => [
      "",
      `## ${title}`,
      "",
      "| Rule | Severity | Fixes | Finds |",
      "| --- | --- | --- | --- |",
      ...rules.map(row),
    ]),
    "",
  ].join("\n");
}

/** package.json with the settings of the schema among those of the extension. */
async function withSettings() {
  const manifest = JSON.parse(await readFile(path.join(project, "package.json"), "utf8"));
  const { properties } = manifest.contributes.configuration;
  // What is said of `files` is shorter for the editor: in package.json it is written by hand.
  const { files: _, ...shared } = schema.properties;
  const own = Object.keys(properties).filter((key) => !(key.replace("buildahPipelines.", "") in shared));
  const defaults = { object: {}, array: [], string: "", boolean: null };
  const settings = Object.entries(shared).map(([key, setting], position) => [
    `buildahPipelines.${key}`,
    {
      order: 10 + position,
      ...(key === "rules" ? withLink(setting) : setting),
      type: setting.type === "boolean" ? ["boolean", "null"] : setting.type,
      ...(setting.pattern ? { pattern: `^$|${setting.pattern}` } : {}),
      default: defaults[/** @type {keyof typeof defaults} */ (setting.type)],
      scope: "resource",
    },
  ]);
  manifest.contributes.configuration.properties = Object.fromEntries([
    ...own.map((key) => [key, properties[key]]),
    ...settings,
  ]);
  return toJson(manifest);
}

/** With a link that only the editor understands. */
function withLink(/** @type {any} */ { description, ...setting }) {
  return {
    ...setting,
    markdownDescription: `${description} [Read about the rules](command:buildahPipelines.explainRule).`,
  };
}

function toJson(/** @type {unknown} */ value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
