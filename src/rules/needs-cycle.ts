import type { Job, Pipeline } from "../gitlab/pipeline";
import { type NeedItem, needItems, removeNeed } from "./needItems";
import type { Rule } from "./rule";

/** A job waits for another one. */
interface Edge {
  readonly from: Job;
  readonly to: Job;
  readonly entry: NeedItem;
}

const rule: Rule = {
  id: "needs-cycle",
  summary: "Jobs need each other in a circle.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline({ pipeline }, { report }) {
    if (!mayHaveCircles(pipeline)) return;
    for (const circle of findCircles(pipeline)) {
      const last = circle.at(-1)!;
      const names = [...circle.map(({ from }) => from.name), last.to.name].join(" → ");
      report({
        at: last.entry.need.location,
        message: `Jobs need each other in a circle, ${names}: GitLab refuses the whole pipeline (“The pipeline has circular dependencies”).`,
        related: circle.slice(0, -1).map(({ from, to, entry }) => ({
          location: entry.need.location,
          message: `${from.name} needs ${to.name} here.`,
        })),
        fixes: () => {
          const edit = removeNeed(last.from, last.entry, pipeline);
          return edit
            ? [{ title: `Let ${last.from.name} not need ${last.to.name}`, edits: [edit], safety: "unsafe" }]
            : [];
        },
      });
    }
  },
};

/** Without a job that needs itself or a later one of its file there are no circles: most pipelines are written in order. */
function mayHaveCircles({ jobs }: Pipeline): boolean {
  const seen = new Set<string>();
  for (const [name, { needs }] of jobs) {
    if (needs.state === "known" && needs.value.some((need) => !seen.has(need.job ?? ""))) return true;
    seen.add(name);
  }
  return false;
}

/** Each circle once, by the edge that closes it. The jobs are gone through without the stack: chains may be long. */
function findCircles(pipeline: Pipeline): readonly (readonly Edge[])[] {
  const circles: (readonly Edge[])[] = [];
  const done = new Set<Job>();
  for (const start of pipeline.jobs.values()) {
    if (start.needs.state !== "known" || done.has(start)) continue;
    const path: Edge[] = [];
    const open = [{ job: start, edges: edgesOf(start, pipeline) }];
    const places = new Map([[start, 0]]);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const edge = top.edges.next().value;
      if (!edge) {
        done.add(top.job);
        places.delete(top.job);
        open.pop();
        path.pop();
        continue;
      }
      const place = places.get(edge.to);
      if (place !== undefined) circles.push([...path.slice(place), edge]);
      if (place !== undefined || done.has(edge.to)) continue;
      places.set(edge.to, open.length);
      open.push({ job: edge.to, edges: edgesOf(edge.to, pipeline) });
      path.push(edge);
    }
  }
  return circles;
}

/** What every instance of a job waits for: whoever follows such edges in a circle comes back to an instance at last. */
function* edgesOf(job: Job, { findNeeded }: Pipeline): Generator<Edge, undefined> {
  for (const entry of needItems(job)) {
    const found = job.instances.map((instance) => findNeeded(entry.need, instance));
    const to = found[0]?.job;
    const isSure = found.every((one) => one?.job === to && one?.instances !== undefined && one.instances.length > 0);
    if (to && isSure) yield { from: job, to, entry };
  }
  return undefined;
}

export default rule;
