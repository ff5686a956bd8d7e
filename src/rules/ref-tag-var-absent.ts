import type { Reference } from "../buildah/reference";
import { occursWhere } from "../gitlab/conditions/occurrence";
import { isBranchName, mayHaveSlash } from "../images/branchNames";
import { isCertain } from "../images/certainty";
import { referencesOf } from "../images/references";
import { isWithin } from "../images/sharing";
import { symbolPlaces } from "../images/symbolPlaces";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

/** Variables that only some pipelines have, and which. */
const pipelines: ReadonlyMap<string, string> = new Map([
  ["CI_COMMIT_TAG", "pipelines of tags"],
  ["CI_COMMIT_BRANCH", "pipelines of branches"],
  ...["IID", "ID", "SOURCE_BRANCH_NAME", "TARGET_BRANCH_NAME"].map(
    (name) => [`CI_MERGE_REQUEST_${name}`, "pipelines of merge requests"] as const,
  ),
]);

const rule: Rule = {
  id: "ref-tag-var-absent",
  summary: "A tag is made of a variable that some of the job's pipelines do not have.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const { command } = event.call;
      if (command.toleratesFailure || !isCertain(run, command)) continue;
      for (const reference of referencesOf(event)) {
        const name = findFragile(reference);
        if (name === undefined) continue;
        inFlow((flow, { report }) => {
          // Of a branch whose name may be no tag at all `ref-name-unsafe` speaks.
          if (isBranchName(name) && mayHaveSlash(run, name)) return;
          const condition = run.job.condition(run.instance);
          if (occursWhere(condition, `$${name} == null`, "startsByItself") !== "yes") return;
          const places = symbolPlaces(reference, name, run, flow);
          const without = reference.name.display.replace(new RegExp(`\\$(${name}\\b|\\{${name}\\})`), "");
          report({
            at: places[0] ?? reference.location,
            message: `${run.job.name} makes a tag of $${name}, which only ${pipelines.get(name)} have, and it runs in others too: there the name is “${without}”, and the job ends with exit code 125 (“invalid reference format”).`,
            fixes: () => giveDefault(name, reference, places),
          });
        });
      }
    }
  },
};

/** The variable without which the tag is none. */
function findFragile({ tag }: Reference): string | undefined {
  const [first] = tag?.pieces ?? [];
  if (first?.kind !== "symbol" || !pipelines.has(first.name)) return undefined;
  return /^$|^[.-]/.test(tag!.flat.slice(1)) ? first.name : undefined;
}

/** The shell knows defaults; GitLab, in the value of a variable, does not. */
function giveDefault(name: string, reference: Reference, places: readonly Reference["location"][]): readonly Fix[] {
  if (places.length === 0 || !places.every((place) => isWithin(place, reference.location))) return [];
  const newText = `\${${name}:-$CI_COMMIT_SHORT_SHA}`;
  return [{ title: `Write ${newText}`, edits: places.map((place) => replace(place, newText)), safety: "unsafe" }];
}

export default rule;
