// @ts-check
import { join } from "node:path";
import { runCommand } from "../setup/system.mjs";
import { root } from "./nodeTests.mjs";

/**
 * Types, formatting and lint of the whole project.
 * @returns {Promise<import("./nodeTests.mjs").LaneResult>}
 */
export async function run() {
  /** @type {import("./nodeTests.mjs").LaneResult} */
  const result = { passed: 0, failed: 0, skipped: [], failures: [] };
  const checks = [
    { name: "types", program: "tsc", args: ["--noEmit"] },
    { name: "formatting and lint", program: "biome", args: ["ci", "--error-on-warnings", "."] },
  ];
  for (const { name, program, args } of checks) {
    const { code, stdout, stderr } = await runCommand(join(root, "node_modules", ".bin", program), args, { cwd: root });
    if (code === 0) result.passed += 1;
    else {
      result.failed += 1;
      result.failures.push({ name, message: stdout + stderr });
    }
  }
  return result;
}
