// @ts-check
// Measures the model: `npm run bench`. BENCH_ROUNDS sets how often (default 9).
import { spawnSync } from "node:child_process";
import path from "node:path";
import { bundleTests, root } from "../test/lanes/nodeTests.mjs";

const [bench = ""] = await bundleTests(
  [path.join(root, "test", "bench", "model.bench.ts")],
  path.join(root, "out", "bench"),
);
const { status } = spawnSync(process.execPath, ["--expose-gc", "--enable-source-maps", bench], { stdio: "inherit" });
process.exit(status ?? 1);
