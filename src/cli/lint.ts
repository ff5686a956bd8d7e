import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { version } from "../../package.json";
import type { Level } from "../config/settings";
import { fixUntilStable } from "../features/fixAll";
import type { GivenSettings } from "../features/projects";
import { formats } from "../reports/formats";
import { makeReport } from "../reports/report";
import { rules } from "../rules/index";
import { fileIdOf } from "../server/nodeFiles";
import { type Severity, severities } from "../text/finding";
import { nearest } from "../text/nearest";
import { writeTexts } from "./fix";
import { findNamed, type NamedOptions } from "./named";
import { rulePage } from "./pages";
import { isFolder, pathFromHere } from "./places";
import { UsageError } from "./usageError";

export interface LintOptions extends Pick<NamedOptions, "files" | "stdinFilename"> {
  readonly format: string;
  readonly failOn: Severity;
  readonly fix?: boolean;
  /** `ID=SEVERITY` each. */
  readonly rule?: readonly string[];
  readonly config?: string;
}

/** Lints files and folders. Returns the report, what to say on standard error, and the exit code. */
export async function lint(
  args: readonly string[],
  options: LintOptions,
  isColoured: boolean,
): Promise<{ report: string; notes: string[]; exitCode: number }> {
  if (options.fix && args.includes("-")) throw new UsageError("--fix writes files, so it does not go with -.");
  const settings = readGiven(options);
  const { analyse, isNamed, displayName } = await findNamed(args, { ...options, settings });
  const first = await analyse(new Map());
  let analysis = first;
  if (options.fix) {
    const fixed = await fixUntilStable(first, analyse, isNamed);
    await writeTexts(fixed.texts, (file) => first.texts.get(file));
    analysis = fixed.analysis;
  }
  const { findings, notes } = analysis;
  const report = makeReport(analysis, {
    displayName,
    path: pathFromHere,
    rules,
    page: rulePage,
    version,
    failOn: options.failOn,
    isColoured,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
  });
  const limit = severities.indexOf(options.failOn);
  const isBad = findings.some(({ severity }) => severities.indexOf(severity) <= limit);
  const text = formats[options.format]!(report);
  // Last: a rule may fail while a format asks for its fixes.
  const broken = analysis.failures.map(
    ({ rule, error }) => `The rule ${rule} failed and was left out: ${error instanceof Error ? error.message : error}`,
  );
  return { report: text, notes: [...notes, ...broken], exitCode: isBad ? 1 : 0 };
}

/** The settings of the command line. @throws UsageError for rules, severities and files that are not there */
function readGiven({ rule: given, config }: LintOptions): GivenSettings {
  const ids = rules.map(({ id }) => id);
  const levels = (given ?? []).map((text): [string, Level] => {
    const [, id, level] = /^([^=]*)=(.*)$/.exec(text) ?? [undefined, text, ""];
    if (!ids.includes(id!)) {
      const meant = nearest(id!, ids);
      throw new UsageError(`There is no rule “${id}”${meant ? `; is ${meant} meant?` : "; see --list-rules."}`);
    }
    if (level !== "off" && !severities.includes(level as Severity))
      throw new UsageError(`Write --rule ${id}=SEVERITY with ${severities.join(", ")} or off.`);
    return [id!, level as Level];
  });
  if (config !== undefined && isFolder(config, resolve(config))) throw new UsageError(`${config} is a folder.`);
  const overrides = { rules: Object.fromEntries(levels) };
  return config === undefined ? { overrides } : { overrides, file: fileIdOf(resolve(config)) };
}
