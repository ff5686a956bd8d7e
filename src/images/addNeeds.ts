import type { Job } from "../gitlab/pipeline";
import { stageIndex } from "../gitlab/stageIndex";
import type { Fix } from "../text/finding";
import { appendItems, insertKey, writeList } from "../yaml/edit";
import { getValue, isNothing } from "../yaml/node";
import type { ImageFlow } from "./flow";
import { isOwn, isShared } from "./sharing";

/**
 * The edit that makes a job wait for others; safe where the job then still waits for all that it waits for now.
 * Undefined where a need would break the pipeline (a circle, a later stage) or where the list has no certain place.
 */
export function addNeeds(
  flow: ImageFlow,
  job: Job,
  missing: readonly Job[],
): Pick<Fix, "edits" | "safety"> | undefined {
  const { pipeline } = flow;
  const { source } = job;
  const file = pipeline.files.get(source.location.file);
  const written = source.entries.get("needs")?.value;
  if (!file || !missing.every((other) => canBeNeeded(flow, other, job))) return undefined;
  const items = missing.map((other) => writeNeed(flow, other, job));
  const isPlain = items.every((item) => typeof item === "string");
  if (job.needs.state === "absent") {
    const { dependencies } = job;
    if (written || dependencies.state === "unknown") return undefined;
    // Once there are needs they must name all dependencies.
    const known = dependencies.state === "known" ? dependencies.value : [];
    const names = known.filter((name) => !missing.some((other) => other.name === name));
    const edit = insertKey(file, source, "needs", writeList([...items, ...names]));
    const isSafe = isPlain && !isShared(pipeline, job, source.location) && losesNothing(flow, job, missing);
    return edit && { edits: [edit], safety: isSafe ? "safe" : "unsafe" };
  }
  if (written?.kind === "seq" && isOwn(job, written.location)) {
    const edit = appendItems(file, written, items);
    const isSafe = isPlain && !isShared(pipeline, job, written.location);
    return edit && { edits: [edit], safety: isSafe ? "safe" : "unsafe" };
  }
  const inherited = getValue(job.body, "needs");
  const kept =
    inherited?.kind === "seq" ? inherited.items.map((item) => (item.kind === "scalar" ? item.text : undefined)) : [];
  if (written || kept.length === 0 || !kept.every((name) => name !== undefined)) return undefined;
  const edit = insertKey(file, source, "needs", writeList([...kept, ...items]));
  return edit && { edits: [edit], safety: "unsafe" };
}

/** GitLab refuses needs of later stages and circles. */
function canBeNeeded(flow: ImageFlow, other: Job, job: Job): boolean {
  const first = stageIndex(flow.pipeline, other);
  const second = stageIndex(flow.pipeline, job);
  if (first === undefined || second === undefined || first > second) return false;
  return other !== job && flow.isOrdered(job, other) === false;
}

/** A need of a job that is not in all pipelines of the other one must be optional: else those cannot be created. */
function writeNeed({ canAlwaysNeed }: ImageFlow, other: Job, job: Job): string | { readonly yaml: string } {
  return canAlwaysNeed(job, other) ? other.name : { yaml: `{job: ${JSON.stringify(other.name)}, optional: true}` };
}

/** True when the jobs of earlier stages, for which a job without needs waits, end before the needed ones and leave no artifacts. */
function losesNothing(flow: ImageFlow, job: Job, needed: readonly Job[]): boolean {
  const { pipeline } = flow;
  const own = stageIndex(pipeline, job);
  const fetchesAll = isNothing(getValue(job.body, "dependencies"));
  return (
    pipeline.open === undefined &&
    [...pipeline.jobs.values()].every((other) => {
      const stage = stageIndex(pipeline, other);
      if (other === job || needed.includes(other)) return true;
      if (stage === undefined || own === undefined) return false;
      if (stage >= own) return true;
      const isAwaited = needed.some((one) => flow.isOrdered(other, one) === true);
      return isAwaited && (!fetchesAll || isNothing(getValue(other.body, "artifacts")));
    })
  );
}
