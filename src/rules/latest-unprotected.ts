import { formatReference } from "../buildah/reference";
import { occursWhere } from "../gitlab/conditions/occurrence";
import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { isLatest } from "../images/movingTag";
import { remoteKey } from "../images/publications";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { Rule } from "./rule";

// Who limits the job to protected branches has thought of it.
const isFree = '$CI_COMMIT_REF_PROTECTED != "true"';
const otherBranch = `$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH && ${isFree}`;
const mergeRequest = `$CI_MERGE_REQUEST_IID && ${isFree}`;

const rule: Rule = {
  id: "latest-unprotected",
  summary: "Any branch pushes the tag latest.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { job, instance } = run;
    for (const { event, isCertain } of run.publications) {
      const { destination } = event;
      if (!isCertain || !isLatest(destination) || remoteKey(destination) === undefined) continue;
      inFlow((flow, { report }) => {
        const condition = job.condition(instance);
        const ways = [
          [otherBranch, "branches that are not the default one"],
          [mergeRequest, "merge requests"],
        ] as const;
        const found = ways.find(([question]) => occursWhere(condition, question, "startsByItself") === "yes");
        if (!found) return;
        report({
          at: destination.location,
          message: `${job.name} pushes ${formatReference(destination)} in pipelines of ${found[1]} too: whoever pulls latest gets what was pushed last, from whichever branch that is.`,
          fixes: () => limitToDefaultBranch(job, flow),
        });
      });
    }
  },
};

/** Only for a job that says nothing of its pipelines yet and that no other job needs: that one would be refused. */
function limitToDefaultBranch(job: Job, { pipeline }: ImageFlow): readonly Fix[] {
  const isOpen = ["rules", "only", "except", "when"].every((key) => !job.body.entries.has(key)) && !job.body.open;
  const isNeeded = [...pipeline.jobs.values()].some(
    ({ needs, dependencies }) =>
      needs.state === "unknown" ||
      (needs.state === "known" && needs.value.some((need) => need.job?.startsWith(job.name))) ||
      (dependencies.state === "known" && dependencies.value.includes(job.name)),
  );
  const file = pipeline.files.get(job.location.file);
  if (!isOpen || isNeeded || !file) return [];
  const edit = insertKey(file, job.source, "rules", "[{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]");
  return edit ? [{ title: "Run for the default branch only", edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
