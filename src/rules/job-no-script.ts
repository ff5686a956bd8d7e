import { isTemplate } from "../gitlab/interpolation";
import { globalKeywords } from "../gitlab/keywords";
import type { Job, Pipeline } from "../gitlab/pipeline";
import { type Fix, replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { Location } from "../text/span";
import type { Rule } from "./rule";

/** One of these makes a job. */
const actions = ["script", "run", "trigger"];

const rule: Rule = {
  id: "job-no-script",
  summary: "A job has nothing to run.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline({ pipeline }, { report }) {
    const refuse = (
      name: string,
      at: Location,
      slip: { readonly location: Location; readonly meant: string } | undefined,
    ) =>
      report({
        at: slip?.location ?? at,
        message: `${name} is a job without script, run or trigger: GitLab refuses the whole pipeline (“jobs:${name} config should implement the script:, run:, or trigger: keyword”).${slip ? ` Is ${slip.meant} meant?` : " A template has a name that begins with a dot."}`,
        fixes: () => (slip ? rename(slip.location, slip.meant) : []),
      });
    for (const job of pipeline.jobs.values()) {
      const { entries, open } = job.body;
      if (open === undefined && !actions.some((key) => entries.has(key))) refuse(job.name, job.location, findSlip(job));
    }
    for (const { name, location } of emptyJobs(pipeline)) refuse(name, location, undefined);
  },
};

/** A key that can be `script` misspelled. */
function findSlip({ source }: Job): { readonly location: Location; readonly meant: string } | undefined {
  for (const { key } of source.entries.values()) {
    if (/^(before|after)_script$/.test(key.text)) continue;
    const meant = nearest(key.text, actions);
    if (meant && key.origin.units === undefined) return { location: key.origin, meant };
  }
  return undefined;
}

function rename(location: Location, meant: string): readonly Fix[] {
  return [{ title: `Change to ${meant}`, edits: [replace(location, meant)], safety: "unsafe" }];
}

/** Names at the top level with nothing behind them: a job whose lines lost their indentation, or the rest of one. */
function* emptyJobs({ files, jobs }: Pipeline): Iterable<{ readonly name: string; readonly location: Location }> {
  for (const { root } of files.values()) {
    for (const [name, { key, value }] of root?.kind === "map" ? root.entries : []) {
      const isEmpty = value.kind === "scalar" && value.type === "null";
      const isOther = name.startsWith(".") || globalKeywords.has(name) || isTemplate(name) || jobs.has(name);
      if (isEmpty && !isOther) yield { name, location: key.location };
    }
  }
}

export default rule;
