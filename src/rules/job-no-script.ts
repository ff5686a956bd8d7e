import type { Job } from "../gitlab/pipeline";
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
  pipelineJob(job, _, { report }) {
    const { entries, open } = job.body;
    if (open !== undefined || actions.some((key) => entries.has(key))) return;
    const slip = findSlip(job);
    report({
      at: slip?.location ?? job.location,
      message: `${refusal(job.name)}${slip ? ` Is ${slip.meant} meant?` : template}`,
      fixes: () => (slip ? rename(slip.location, slip.meant) : []),
    });
  },
  pipeline({ pipeline }, { report }) {
    for (const { kind, subject, location } of pipeline.faults()) {
      // A job whose lines lost their indentation, or the rest of one.
      if (kind === "job-invalid") report({ at: location, message: `${refusal(subject)}${template}` });
    }
  },
};

const template = " A template has a name that begins with a dot.";

function refusal(name: string): string {
  return `${name} is a job without script, run or trigger: GitLab refuses the whole pipeline (“jobs:${name} config should implement the script:, run:, or trigger: keyword”).`;
}

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

export default rule;
