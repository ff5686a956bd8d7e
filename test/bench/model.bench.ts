import { parseDocument } from "yaml";
import { Analyser, type Entry } from "../../src/features/analysis";
import { rules } from "../../src/rules/index";
import type { Reader } from "../../src/workspace/reader";
import { makePipeline, placeToType } from "./pipelines";

/** Jobs of the measured pipelines; 10 is what one key at 5,000 is compared with. */
const sizes = [7, 10, 100, 1_000, 5_000];
const rounds = Number(process.env.BENCH_ROUNDS ?? 9);
const keysPerRound = 7;

const root = "file:///project/.gitlab-ci.yml";
const entries: readonly Entry[] = [{ file: root, kind: "pipeline", folder: "file:///project" }];

function readerOf(text: string): Reader {
  return {
    read: (file) => (file === root ? { kind: "loaded", text } : { kind: "absent" }),
    list: () => ({ kind: "loaded", files: [] }),
    // As a workspace tells it.
    changesSince: () => new Set([root]),
  };
}

/** An analyser that has read a text, in which a letter is typed and taken back in turns. */
class Typist {
  readonly #texts: readonly [string, string];
  #isTyped = false;

  constructor(
    readonly analyser: Analyser,
    text: string,
  ) {
    const at = placeToType(text);
    this.#texts = [text, `${text.slice(0, at)}x${text.slice(at)}`];
    // Editors hand over text in one piece.
    for (const each of this.#texts) each.charCodeAt(each.length - 1);
    analyser.analyse(entries, readerOf(text));
  }

  press(): void {
    this.#isTyped = !this.#isTyped;
    this.analyser.analyse(entries, readerOf(this.#texts[this.#isTyped ? 1 : 0]));
  }
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

function usedMemory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const ofTen = makePipeline(10);
/** The first of the process, before V8 has compiled anything. */
const cold = {
  yaml: time(() => parseDocument(ofTen)),
  full: time(() => new Analyser([]).analyse(entries, readerOf(ofTen))),
};

const cases = sizes.map((jobs) => {
  const text = makePipeline(jobs);
  const before = usedMemory();
  const model = new Typist(new Analyser([]), text);
  const memory = usedMemory() - before;
  const findings = new Typist(new Analyser(rules), text);
  const times = { yaml: [] as number[], full: [] as number[], key: [] as number[], finding: [] as number[] };
  return { jobs, text, memory, model, findings, times };
});

// Each round measures everything once, so that a busy moment of the machine does not fall on one of them alone.
for (let round = 0; round <= rounds; round++) {
  for (const { jobs, text, model, findings, times } of cases) {
    // Small files take less time than a busy moment of the machine.
    const repeats = Math.max(1, Math.floor(200 / jobs));
    const repeated = (work: () => void) => median(Array.from({ length: repeats }, () => time(work)));
    const result = {
      yaml: repeated(() => parseDocument(text)),
      full: repeated(() => new Analyser([]).analyse(entries, readerOf(text))),
      key: median(Array.from({ length: keysPerRound }, () => time(() => model.press()))),
      finding: median(Array.from({ length: keysPerRound }, () => time(() => findings.press()))),
    };
    // The first round warms up.
    if (round > 0) for (const name of ["yaml", "full", "key", "finding"] as const) times[name].push(result[name]);
  }
}

const rows = cases.map(({ jobs, text, memory, times }) => {
  const { yaml, full, key, finding } = times;
  return { jobs, text, memory, yaml: median(yaml), full: median(full), key: median(key), finding: median(finding) };
});
const ten = rows.find(({ jobs }) => jobs === 10)!;
const table = [
  ["jobs", "KiB", "yaml", "full model", "/yaml", "one key", "/10 jobs", "with rules", "/10 jobs", "KiB/job"],
  ...rows.map((row) => [
    String(row.jobs),
    (row.text.length / 1024).toFixed(0),
    `${row.yaml.toFixed(2)} ms`,
    `${row.full.toFixed(2)} ms`,
    (row.full / row.yaml).toFixed(2),
    `${row.key.toFixed(2)} ms`,
    (row.key / ten.key).toFixed(2),
    `${row.finding.toFixed(2)} ms`,
    (row.finding / ten.finding).toFixed(2),
    (row.memory / 1024 / row.jobs).toFixed(1),
  ]),
];
const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
for (const row of table) console.log(row.map((cell, column) => cell.padStart(widths[column]!)).join("  "));
console.log(`
Medians of ${rounds} rounds; each measures every cell, files of up to 100 jobs and keys several times.
The first 10 jobs of the process: yaml ${cold.yaml.toFixed(1)} ms, full model ${cold.full.toFixed(1)} ms.`);
