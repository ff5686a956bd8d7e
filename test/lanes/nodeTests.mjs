// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * @typedef {object} LaneResult
 * @property {number} passed
 * @property {number} failed
 * @property {{name: string, reason: string}[]} skipped
 * @property {{name: string, message: string}[]} failures
 */

/** @typedef {import("../buildah/reporter.mjs").Outcome} Outcome */

export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Bundles TypeScript tests, for node 20 does not read types. With paths that stay imports, because what is there finds
 * things by its own place, the result is a module and packages stay imports too.
 * @param {string[]} files
 * @param {string} outdir
 * @param {string[]} external
 * @returns {Promise<string[]>} the files to run
 */
export async function bundleTests(files, outdir, external = []) {
  if (files.length === 0) return [];
  const isModule = external.length > 0;
  const extension = isModule ? ".mjs" : ".cjs";
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outExtension: { ".js": extension },
    bundle: true,
    platform: "node",
    format: isModule ? "esm" : "cjs",
    target: "node20",
    ...(isModule ? { packages: "external" } : {}),
    external: ["esbuild", "vscode-oniguruma", "xmllint-wasm", ...external],
    // As in scripts/build.mjs.
    alias: { yaml: "./node_modules/yaml/browser/index.js" },
    sourcemap: "inline",
    logLevel: "error",
  });
  return files.map((file) => join(outdir, basename(file, ".ts") + extension));
}

/**
 * Runs files with node's test runner and counts.
 * @param {string[]} files
 * @param {{log: (line: string) => void, env: NodeJS.ProcessEnv, isVerbose: boolean, concurrency?: number}} options
 * @returns {Promise<LaneResult>}
 */
export async function runTestFiles(files, { log, env, isVerbose, concurrency }) {
  /** @type {LaneResult} */
  const result = { passed: 0, failed: 0, skipped: [], failures: [] };
  // Without any file node would run every test it finds, those of the editors too.
  if (files.length === 0) throw new Error("There is no such test file.");
  const reporter = join(root, "test", "buildah", "reporter.mjs");
  const args = [
    "--enable-source-maps",
    "--test",
    "--test-timeout=300000",
    `--test-reporter=${reporter}`,
    "--test-reporter-destination=stdout",
  ];
  if (concurrency) args.push(`--test-concurrency=${concurrency}`);
  const child = spawn(process.execPath, [...args, ...files], {
    cwd: root,
    // A runner started inside another one's test would report to that one.
    env: { ...env, NODE_TEST_CONTEXT: undefined },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) {
    /** @type {Outcome} */
    const { kind, name, seconds, message } = JSON.parse(line);
    if (kind === "passed") result.passed += 1;
    else if (kind === "skipped") result.skipped.push({ name, reason: message });
    else {
      result.failed += 1;
      result.failures.push({ name, message });
    }
    if (isVerbose || kind !== "passed") log(`${kind.padEnd(7)} ${name} (${seconds.toFixed(1)} s)`);
  }
  const [code] = await closed;
  if (code !== 0 && result.failed === 0) throw new Error(`The test runner ended with ${code}.`);
  if (result.passed + result.failed + result.skipped.length === 0) throw new Error("No test ran.");
  return result;
}
