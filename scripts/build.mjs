// @ts-check
// Bundles the extension, the language server and the command line tool into dist/, with the rule pages beside them.
//   --dev    readable bundles with source maps
//   --watch  the same, and again whenever a source changes
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const project = fileURLToPath(new URL("../", import.meta.url));
const dist = path.join(project, "dist");
const isWatching = process.argv.includes("--watch");
const isForDevelopment = isWatching || process.argv.includes("--dev");

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: project,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // Some packages name a UMD build in "main", which cannot be bundled.
  mainFields: ["module", "main"],
  // The same code, but for a look into process.env at every token, which takes a fifth of the time.
  alias: { yaml: "./node_modules/yaml/browser/index.js" },
  minify: !isForDevelopment,
  sourcemap: isForDevelopment,
  sourcesContent: false,
  legalComments: "none",
  logLevel: "info",
};

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
  { entryPoints: ["src/server/node.ts"], outfile: "dist/server.js" },
  { entryPoints: ["src/cli/main.ts"], outfile: "dist/cli.js", banner: { js: "#!/usr/bin/env node" } },
  // Last: its age says how old the whole build is.
  { entryPoints: ["src/extension/desktop.ts"], outfile: "dist/extension.js", external: ["vscode"] },
];

/** Everything that belongs into dist/. @type {Set<string>} */
const made = new Set();

try {
  await writeRulePages();
  await writeStrings();
  for (const bundle of bundles) await (isWatching ? watch(bundle) : make(bundle));
  if (!isWatching) await removeOthers();
} catch (error) {
  // esbuild has told its errors already.
  if (!(error instanceof Error && "errors" in error)) console.error(error);
  process.exitCode = 1;
}

/** @param {import("esbuild").BuildOptions} bundle */
async function make(bundle) {
  const { outputFiles = [] } = await build({ ...common, ...bundle, write: false });
  for (const { path: file, contents } of outputFiles) await install(file, contents);
}

/** @param {import("esbuild").BuildOptions} bundle */
async function watch(bundle) {
  const watching = await context({ ...common, ...bundle });
  await watching.watch();
}

/** The pages that findings link to. */
async function writeRulePages() {
  const rules = path.join(project, "src", "rules");
  for (const name of await readdir(rules)) {
    if (name.endsWith(".md")) await install(path.join(dist, "rules", name), await readFile(path.join(rules, name)));
  }
}

/** The texts of the extension in English, for translators: what `vscode.l10n.t` is called with. */
async function writeStrings() {
  const folder = path.join(project, "src", "extension");
  /** @type {Set<string>} */
  const texts = new Set();
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const source = await readFile(path.join(folder, name), "utf8");
    for (const [, text] of source.matchAll(/l10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) texts.add(JSON.parse(text ?? '""'));
  }
  const bundle = Object.fromEntries([...texts].sort().map((text) => [text, text]));
  await install(path.join(dist, "l10n", "bundle.l10n.json"), `${JSON.stringify(bundle, undefined, 2)}\n`);
}

/**
 * Puts a file into its place at once: an editor may be running from dist/ at this moment.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
async function install(file, content) {
  made.add(file);
  const draft = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, content);
  if (path.basename(file) === "cli.js") await chmod(draft, 0o755);
  await rename(draft, file);
}

/** Removes what an earlier build has left. */
async function removeOthers() {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    // Numbers at the end: another build is just writing it.
    if (entry.isFile() && !made.has(file) && !/\.\d+$/.test(file)) await rm(file, { force: true });
  }
}
