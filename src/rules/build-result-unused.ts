import { type BuildahCall, findFlag } from "../buildah/call";
import { formatReference, hasRegistry } from "../buildah/reference";
import { mayUseImagesAfter } from "../images/afterScript";
import { mayKeepState } from "../images/keptState";
import { perFlow } from "../images/perFlow";
import { getValue, type YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

/** What leaves images as they are, or only makes or removes them. */
const idle = new Set("build login logout version info images ps containers rmi".split(" "));

/** Words of jobs that build only to see that it works. */
const testWords =
  /(^|[^a-z])(test|tests|testing|check|lint|verify|validate|validation|try|dry|smoke|scan|pr|mr|ci)(?![a-z])/i;

const rule: Rule = {
  id: "build-result-unused",
  summary: "A job builds an image and does nothing with it.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    const { job, events, calls, publications } = run;
    if (!run.isComplete || run.opaque.length > 0 || publications.length > 0 || mayKeepState(run)) return;
    if (job.variableNames.some((name) => /^(CONTAINERS_(STORAGE_)?CONF|STORAGE_OPTS)$/.test(name))) return;
    if (calls.some(({ subcommand }) => !idle.has(subcommand)) || mayUseImagesAfter(run) || testWords.test(job.name))
      return;
    for (const event of events) {
      if (event.kind !== "build" || event.list) continue;
      const { call, names } = event;
      const [name] = names;
      // A name with the registry in it is meant for the registry.
      if (!name?.key || names.some(({ transport }) => transport) || !hasRegistry(name.repository) || isKept(call))
        continue;
      if (testWords.test(name.name.flat)) continue;
      const isForReview = ["rules", "only"].some((key) => mentionsReview(getValue(job.body, key)));
      inFlow((flow, { report }) => {
        // Where another job pushes to the repository this one may only try the build; push-unbuilt speaks of a push without a build.
        if (pushedRepositories(flow).has(name.repository.key) || flow.pipeline.open || flow.pipeline.isFragment) return;
        report({
          at: name.location,
          severity: isForReview ? "info" : "warning",
          message: `${job.name} builds ${formatReference(name)} and neither pushes it nor does anything else with it: the storage of the job is thrown away when it ends, and the image with it.`,
        });
      });
    }
  },
};

function isKept(call: BuildahCall): boolean {
  return (
    call.hasUnknownWords || ["--output", "--root", "--storage-opt", "--cache-to"].some((name) => findFlag(call, name))
  );
}

function mentionsReview(node: YamlNode | undefined): boolean {
  if (!node) return false;
  if (node.kind === "scalar") return /merge_request/i.test(node.text);
  if (node.kind === "seq") return node.items.some(mentionsReview);
  return node.kind === "map" ? [...node.entries.values()].some(({ value }) => mentionsReview(value)) : true;
}

/** The repositories that jobs push from and to. */
const pushedRepositories = perFlow(({ runs }) => {
  const events = runs.flatMap(({ publications }) => publications.map(({ event }) => event));
  const names = events.flatMap((event) =>
    "source" in event ? [event.source, event.destination] : [event.destination],
  );
  return new Set(names.map(({ repository }) => repository.key));
});

export default rule;
