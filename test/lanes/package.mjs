// @ts-check
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lintOverStreams } from "../setup/plainClient.mjs";
import { ensurePackages, runCommand } from "../setup/system.mjs";
import { findOnPath } from "../setup/vscode.mjs";
import { root } from "./nodeTests.mjs";

/** What the packed extension may hold, by path in the package. */
const allowed = [
  /^extension\/(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^extension\/dist\/(extension|server)\.js$/,
  /^extension\/dist\/rules\/[\w-]+\.md$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
  /^extension\/media\/[\w/.-]+\.(png|svg|md|css)$/,
  /^extension\/dist\/l10n\/[\w.-]+\.json$/,
  /^extension\/schemas\/[\w.-]+\.json$/,
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest)$/,
];

const required = [
  "extension/package.json",
  "extension/package.nls.json",
  "extension/dist/extension.js",
  "extension/dist/server.js",
  "extension/dist/rules/manifest-race.md",
  "extension/media/icon.png",
  "extension/readme.md",
  "extension/changelog.md",
];

const maxBytes = 1_000_000;

/**
 * Packs the extension and looks at what is in it.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<import("./nodeTests.mjs").LaneResult>}
 */
export async function run({ log = () => {} } = {}) {
  /** @type {import("./nodeTests.mjs").LaneResult} */
  const result = { passed: 0, failed: 0, skipped: [], failures: [] };
  /** @param {string} name @param {string[]} problems */
  const expect = (name, problems) => {
    if (problems.length === 0) result.passed += 1;
    else {
      result.failed += 1;
      result.failures.push({ name, message: problems.join("\n") });
    }
  };
  if (findOnPath(["unzip"]) === undefined) await ensurePackages(["unzip"], { log });
  const packed = await runCommand("npm", ["run", "package"], { cwd: root });
  if (packed.code !== 0) throw new Error(`npm run package failed:\n${packed.stdout}${packed.stderr}`);
  const file = join(root, "buildah-pipelines.vsix");
  const folder = await mkdtemp(join(tmpdir(), "vsix-"));
  try {
    // A package is a ZIP archive, and node has no reader for it.
    const unpacked = await runCommand("unzip", ["-q", file, "-d", folder]);
    if (unpacked.code !== 0) throw new Error(`The package could not be unpacked: ${unpacked.stderr}`);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(
      "holds only what runs",
      names.filter((name) => !allowed.some((pattern) => pattern.test(name))),
    );
    expect(
      "holds all that runs",
      required.filter((name) => !names.includes(name)),
    );
    const server = join(folder, "extension", "dist", "server.js");
    const needs = "a:\n  needs: [gone]\n  script: 'true'\n";
    const [finding] = await lintOverStreams(server, "file:///project/.gitlab-ci.yml", needs);
    const page = finding?.codeDescription?.href;
    expect(
      "serves other editors too, with the address of a file that explains a finding",
      page?.startsWith("file:") && existsSync(fileURLToPath(page)) ? [] : [`The page is ${page}.`],
    );
    const { size } = await stat(file);
    expect("is below 1 MB", size < maxBytes ? [] : [`${size} bytes`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return result;
}
