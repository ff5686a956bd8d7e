import type { Instance, Job, Pipeline, Setting } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import { readVariable } from "../gitlab/variables";
import type { FileId, Location } from "../text/span";
import { getValue, type YamlNode } from "../yaml/node";
import { type Plain, toPlain, unknown } from "./plain";

/** Where a value stands: `file:line:column`, from 1, the column in UTF-16 units. */
type Place = string;

/** The place of a value, of each line of a script, or of each variable. */
type Places = Place | readonly Place[] | Readonly<Record<string, Place>>;

/** One job that GitLab runs; each instance of a matrix is one of its own. */
export interface ReportedJob {
  /** As GitLab shows it. */
  readonly name: string;
  /** The job's key in the file. */
  readonly job: string;
  /** The variables of the matrix that make this instance. */
  readonly matrix?: Readonly<Record<string, Plain>>;
  /** The job's keywords with all that it inherits; variables in them are not expanded. */
  readonly keywords: Readonly<Record<string, Plain>>;
  /** Where the value of each keyword stands. */
  readonly from: Readonly<Record<string, Places>>;
}

/** The effective jobs of a pipeline. */
export interface JobsReport {
  readonly stages: Plain;
  readonly jobs: readonly ReportedJob[];
  /** What could not be read: there may be more jobs than these. */
  readonly unread: readonly string[];
}

/** The scripts of a job, in the order in which they run. */
const scripts = { before_script: "beforeScript", script: "script", after_script: "afterScript" } as const;

/** Keywords that are read apart, or whose work is done: what they bring is in the others. */
const apart = new Set(["stage", "needs", "variables", ...Object.keys(scripts), "extends", "inherit", "parallel"]);

/** A keyword, its value, and where that stands. */
type Part = readonly [keyword: string, value: Plain | undefined, places: Places | undefined];

/**
 * The effective jobs of a pipeline, in its order.
 * @param displayName how a file is named in the report
 */
export function reportJobs(pipeline: Pipeline, displayName: (file: FileId) => string): JobsReport {
  const place = ({ file, span }: Location): Place => {
    const start = pipeline.files.get(file)?.lines.position(span.start);
    return start ? `${displayName(file)}:${start.line + 1}:${start.character + 1}` : displayName(file);
  };
  const unread = pipeline.unread.map(({ location, description }) => `${description} (${place(location)})`);
  const { open } = pipeline;
  return {
    stages: plainSetting(pipeline.stages, (names) => names) ?? [],
    jobs: [...pipeline.jobs.values()].flatMap((job) => reportJob(job, place)),
    unread: unread.length === 0 && open !== undefined ? [open] : unread,
  };
}

function reportJob(job: Job, place: (location: Location) => Place): ReportedJob[] {
  const written = job.keywords();
  const parts: Part[] = [stagePart(job.stage, place), needsPart(job.needs, written, place)];
  for (const [keyword, value] of written) {
    if (!apart.has(keyword)) parts.push([keyword, toPlain(value), place(value.location)]);
  }
  for (const [keyword, setting] of Object.entries(scripts)) parts.push(scriptPart(keyword, job[setting], place));
  if (!job.hasAllInstances) parts.push(["parallel", unknown("the matrix could not be read"), undefined]);
  const { open } = job.body;
  return job.instances.map((instance) => {
    const said = [...parts, variablesPart(job, instance, place)].filter(([, value]) => value !== undefined);
    const keywords = Object.fromEntries(said.map(([keyword, value]) => [keyword, value!]));
    const from = Object.fromEntries(said.flatMap(([keyword, , places]) => (places ? [[keyword, places]] : [])));
    const all = open === undefined ? keywords : { ...keywords, ...unknown(open) };
    return { ...nameInstance(job, instance), keywords: all, from };
  });
}

function stagePart(stage: Setting<string>, place: (location: Location) => Place): Part {
  const isWritten = stage.state === "known" && stage.location.file !== "";
  return ["stage", plainSetting(stage, (name) => name), isWritten ? place(stage.location) : undefined];
}

function needsPart(
  needs: Job["needs"],
  written: ReadonlyMap<string, YamlNode>,
  place: (location: Location) => Place,
): Part {
  const own = written.get("needs");
  if (needs.state === "unknown") return ["needs", unknown(needs.reason), own && place(own.location)];
  const rules = written.get("rules");
  const ofRules = rules ? flattenItems(rules).map((rule) => rule.kind === "map" && getValue(rule, "needs")) : [];
  const node = [own, ...ofRules].find((each) => each && needs.state === "known" && each.location === needs.location);
  return node ? ["needs", toPlain(node), place(node.location)] : ["needs", undefined, undefined];
}

function variablesPart(job: Job, instance: Instance, place: (location: Location) => Place): Part {
  const names = [...new Set(job.variableNames)];
  if (names.length === 0) return ["variables", undefined, undefined];
  const origins = names.map((name) => [name, job.variableOrigin(instance, name)] as const);
  return [
    "variables",
    Object.fromEntries(origins.map(([name, origin]) => [name, plainVariable(origin?.node)])),
    Object.fromEntries(origins.flatMap(([name, origin]) => (origin ? [[name, place(origin.location)]] : []))),
  ];
}

function scriptPart(keyword: string, lines: Job["script"], place: (location: Location) => Place): Part {
  const places = lines.state === "known" ? lines.value.map((line) => place(line.origin)) : undefined;
  return [keyword, plainSetting(lines, (items) => items.map(({ text }) => text)), places];
}

function nameInstance(job: Job, { name, matrix }: Instance): Pick<ReportedJob, "name" | "job" | "matrix"> {
  if (matrix.size === 0) return { name, job: job.name };
  const variables = [...matrix].map(([variable, node]) => [variable, plainVariable(node)]);
  return { name, job: job.name, matrix: Object.fromEntries(variables) };
}

/** The text of a variable, not expanded. */
function plainVariable(node: YamlNode | undefined): Plain {
  const source = node && readVariable(node);
  if (!source) return unknown("a rule or a file that could not be read may set it");
  return source.expands ? source.text : { value: source.text, expand: false };
}

function plainSetting<T>(setting: Setting<T>, toValue: (value: T) => Plain): Plain | undefined {
  if (setting.state === "absent") return undefined;
  return setting.state === "known" ? toValue(setting.value) : unknown(setting.reason);
}

/** The JSON report. */
export function formatJobsJson(report: JobsReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** The text report: a paragraph for each job with what matters in a terminal. */
export function formatJobsText({ stages, jobs, unread }: JobsReport): string {
  const more = unread.map((what) => `There may be more jobs; not read: ${what}`);
  const text = [`stages: ${inWords(stages)}`, ...jobs.map(formatJob), ...more].join("\n\n");
  // What a file says must not steer the terminal.
  return `${text.replace(/[^\P{Cc}\n\t]/gu, "\ufffd")}\n`;
}

function formatJob({ name, matrix, keywords }: ReportedJob): string {
  const { stage, needs = "all jobs of earlier stages", tags, image, trigger } = keywords;
  const fields = {
    stage,
    matrix: matrix && Object.entries(matrix).map(([variable, value]) => `${variable}=${value}`),
    needs,
    tags,
    image: isMap(image) && image.name !== undefined ? image.name : image,
    trigger,
  };
  return [
    name,
    ...Object.entries(fields).flatMap(([field, value]) =>
      value === undefined ? [] : [`  ${field.padEnd(8)}${inWords(value)}`],
    ),
    ...Object.keys(scripts).flatMap((keyword) => formatScript(keyword, keywords[keyword])),
  ].join("\n");
}

function formatScript(keyword: string, lines: Plain | undefined): string[] {
  if (lines === undefined) return [];
  if (!Array.isArray(lines)) return [`  ${keyword}  ${inWords(lines)}`];
  return [`  ${keyword}`, ...lines.map((line) => `    - ${String(line).trimEnd().replaceAll("\n", "\n      ")}`)];
}

function inWords(value: Plain): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inWords).join(", ");
  if (!isMap(value)) return String(value);
  if (value.$unknown !== undefined) return `unknown (${value.$unknown})`;
  const { job, artifacts: _artifacts, optional, ...others } = value;
  if (typeof job !== "string" || Object.keys(others).length > 0) return JSON.stringify(value);
  return optional === true ? `${job} (optional)` : job;
}

function isMap(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
