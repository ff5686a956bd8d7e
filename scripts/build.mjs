// @ts-check
// Bundles the extension, the language server and the command line tool into dist/, with the rule pages beside them.
//   --dev    readable bundles with source maps
//   --watch  the same, again whenever a source changes
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
  // Some packages offer a browser build or a UMD build first; the latter cannot be bundled.
  mainFields: ["module", "main"],
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

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
await copyRulePages();
await writeStrings();
if (isWatching) {
  for (const bundle of bundles) await (await context({ ...common, ...bundle })).watch();
} else {
  try {
    for (const bundle of bundles) await build({ ...common, ...bundle });
    await chmod(path.join(dist, "cli.js"), 0o755);
  } catch {
    // esbuild has said what is wrong.
    process.exitCode = 1;
  }
}

/** The pages that findings link to. */
async function copyRulePages() {
  const rules = path.join(project, "src", "rules");
  for (const name of await readdir(rules)) {
    if (name.endsWith(".md")) await cp(path.join(rules, name), path.join(dist, "rules", name));
  }
}

/** The texts that the extension shows, for translators: `vscode.l10n` looks a text up by itself. */
async function writeStrings() {
  const folder = path.join(project, "src", "extension");
  /** @type {Record<string, string>} */
  const strings = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (!name.endsWith(".ts")) continue;
    const source = await readFile(path.join(folder, name), "utf8");
    for (const [, literal = ""] of source.matchAll(/\bl10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) {
      const text = JSON.parse(literal);
      strings[text] = text;
    }
  }
  await mkdir(path.join(dist, "l10n"), { recursive: true });
  await writeFile(path.join(dist, "l10n", "bundle.l10n.json"), `${JSON.stringify(strings, undefined, 2)}\n`);
}
