// @ts-check
// Runs the test lanes and ends with plain counts. `npm test` runs all of them; name lanes to run only those:
// `npm test -- unit ui`. Each lane sets up what it needs by itself.
import { readFileSync } from "node:fs";
import { checkNode, installDependencies } from "./dependencies.mjs";

/** In the order in which they tell most. */
const lanes = ["check", "unit", "package", "vscode", "ui", "buildah"];

const chosen = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const unknown = chosen.filter((name) => !lanes.includes(name) && name !== "desktop");
if (unknown.length > 0) {
  console.error(`There is no test lane ${unknown.join(", ")}. Lanes: ${lanes.join(", ")}, desktop.`);
  process.exit(2);
}

try {
  checkNode();
  await installDependencies(console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const allowedSkips = readAllowedSkips();
const isStrict = process.env.CI === "true";
let passed = 0;
let failed = 0;
let skipped = 0;
for (const lane of chosen.length > 0 ? chosen : lanes) {
  console.log(`\n== ${lane}`);
  const result = await runLane(lane);
  for (const { name, message } of result.failures) console.log(`\nFAILED ${lane}: ${name}\n${message}`);
  for (const { name, reason } of result.skipped) {
    console.log(`skipped ${lane}: ${name}: ${reason}`);
    // A lane that silently did not run would look like a lane that passed.
    if (isStrict && !allowedSkips.has(`${lane}: ${name}`)) {
      failed += 1;
      console.log(`FAILED ${lane}: ${name} was skipped, and test/allowed-skips does not name it.`);
    }
  }
  console.log(`${lane}: ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`);
  passed += result.passed;
  failed += result.failed;
  skipped += result.skipped.length;
}
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/**
 * @param {string} lane
 * @returns {Promise<import("../test/lanes/nodeTests.mjs").LaneResult>}
 */
async function runLane(lane) {
  const file = lane === "desktop" ? "../test/vscode/desktop.mjs" : `../test/lanes/${lane}.mjs`;
  try {
    const { run } = await import(file);
    return await run({ log: console.log, env: process.env });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isUnsupported = error instanceof Error && error.name === "Unsupported";
    if (isUnsupported) return { passed: 0, failed: 0, skipped: [{ name: lane, reason: message }], failures: [] };
    return { passed: 0, failed: 1, skipped: [], failures: [{ name: "set-up", message }] };
  }
}

/** Lines `lane: test -- reason`; `#` begins a comment. */
function readAllowedSkips() {
  const text = readFileSync(new URL("../test/allowed-skips", import.meta.url), "utf8");
  const names = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => line.split(" -- ")[0]?.trim() ?? "");
  return new Set(names);
}
