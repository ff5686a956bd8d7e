import { findFlag } from "../buildah/call";
import { formatPlatform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import { mayUseImagesAfter } from "../images/afterScript";
import type { BuildEvent, ImageEvent, ImageFlow, JobRun } from "../images/flow";
import { keepsState, seemsToKeepState } from "../images/keptState";
import { reuseOf } from "../images/uniqueNames";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-manifest-accumulates",
  summary: "A build adds to a manifest list that has such an entry already.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const lists = new Map<string, Map<string, BuildEvent>>();
    for (const event of run.events) {
      // With --amend a list that is there stays: of one from earlier pipelines manifest-amend-stale speaks.
      const isAmended = event.kind === "listCreate" && event.existing === "stays";
      for (const key of namesEmptied(event) ?? lists.keys())
        if (!isAmended || !lists.has(key)) lists.set(key, new Map());
      if (event.kind !== "build" || event.list?.key === undefined) continue;
      const { list, call, platforms } = event;
      const isFirst = !lists.has(event.list.key);
      const entries = lists.get(event.list.key) ?? new Map<string, BuildEvent>();
      lists.set(event.list.key, entries);
      if (call.command.isConditional || call.hasUnknownWords || !platforms) continue;
      const targets = platforms.map(({ platform, value }) => (platform ? formatPlatform(platform) : value.display));
      const twice = (targets.length > 0 ? targets : ["the runner's own platform"]).find((target) =>
        entries.has(target),
      );
      for (const target of targets.length > 0 ? targets : ["the runner's own platform"]) entries.set(target, event);
      const name = formatReference(list);
      if (twice !== undefined) {
        inFlow((_flow, { report }) =>
          report({
            at: list.location,
            message: `${run.job.name} builds for ${twice} into the manifest list ${name} a second time: --manifest adds to a list that is there, so the list has two entries for it, of which clients take the first.`,
          }),
        );
      } else if (isFirst && staysBehind(event, run)) {
        inFlow((flow, { report }) =>
          report({
            at: list.location,
            severity: keepsState(run) ? "warning" : "info",
            message: `${run.job.name} builds into the manifest list ${name} on a runner that ${keepsState(run) ? "keeps" : "may keep"} its images from job to job: --manifest adds to a list that is there, so each pipeline adds its images to those of earlier ones, and clients take the oldest.`,
            fixes: () => removeFirst(event, run, flow),
          }),
        );
      }
    }
  },
};

/** The lists that are new or gone after an event; undefined: all. */
function namesEmptied(event: ImageEvent): readonly string[] | undefined {
  if (event.kind === "remove" && !event.names) return undefined;
  const removed = event.kind === "listPush" && findFlag(event.call, "--rm") ? [event.list] : [];
  const names =
    event.kind === "remove"
      ? event.names!
      : event.kind === "listRemove" || event.kind === "listCreate"
        ? [event.list]
        : removed;
  return names.flatMap(({ key }) => key ?? []);
}

/** True when the list is there in the next pipeline. */
function staysBehind({ list }: BuildEvent, run: JobRun): boolean {
  const isSeen = run.isComplete && run.opaque.length === 0 && !mayUseImagesAfter(run);
  return isSeen && reuseOf(list!) === "any" && seemsToKeepState(run);
}

/** Only where the build is a line of its own and the list's name a plain word. */
function removeFirst({ call, list }: BuildEvent, { job }: JobRun, { pipeline }: ImageFlow): readonly Fix[] {
  const { file, span } = call.command.location;
  const text = pipeline.files.get(file)?.text ?? "";
  const written = text.slice(list!.location.span.start, list!.location.span.end);
  const line = text.slice(text.lastIndexOf("\n", span.start - 1) + 1, span.start);
  if (!/^\s*(- )?$/.test(line) || !/^[^\s"'\\;&|]+$/.test(written) || job.instances.length > 1) return [];
  const edit = replace(placeWithin(call.command.location, 0, 0), `${call.tool} manifest rm ${written} || true; `);
  return [{ title: `Remove ${written} first`, edits: [edit], safety: "unsafe" }];
}

export default rule;
