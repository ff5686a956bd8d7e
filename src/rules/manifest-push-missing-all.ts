import { findFlag } from "../buildah/call";
import { isBefore } from "../buildah/version";
import { insertFlags, verbOf } from "../images/callText";
import { placeOfImages } from "../images/children";
import type { ImageFlow, JobRun, ListPushEvent } from "../images/flow";
import { type BuildahVersion, describeVersion, runsNewest } from "../images/version";
import { type Fix, replace, type Severity } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-push-missing-all",
  summary: "A manifest list is pushed without its images.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow, versionOf }) {
    for (const { event, content } of run.publications) {
      if (event.kind !== "listPush" || !isWithoutImages(event)) continue;
      const place = placeOfImages(content, event.destination);
      if (content.kind === "list" && content.items.length === 0) continue;
      const { call } = event;
      const version = versionOf(run);
      const flag = findFlag(call, "--all");
      // Which Buildah runs is said elsewhere.
      if (!flag && version.source === "newest" && run.job.image.state === "unknown") continue;
      const severity = judge(place, flag ? "off" : defaultOf(version, run));
      const at = flag?.location ?? verbOf(call)?.location;
      if (!severity || !at) continue;
      const who = flag ? "Buildah" : isOld(version) ? describeVersion(version) : "Buildah before 1.38";
      const result =
        place === "elsewhere"
          ? "the registry has none of them there and refuses it (“blob unknown to registry”, exit code 125)"
          : "that works only while the registry has all of them in the same repository, and ends with “blob unknown to registry” else";
      inFlow((flow, { report }) =>
        report({
          at,
          severity,
          message: `${run.job.name} pushes ${event.list.name.display} ${flag ? "with --all=false" : "without --all"}: ${who} then sends the list alone, not its images; ${result}.`,
          fixes: () => fix(event, flow),
        }),
      );
    }
  },
};

function isWithoutImages({ call, list, destination }: ListPushEvent): boolean {
  const all = findFlag(call, "--all");
  // Without a transport it fails before: that is the business of manifest-push-dest-transport.
  const isSent = destination === list || destination.transport === "docker";
  const isOff = all === undefined || /^(0|f|false)$/i.test(all.value?.literal ?? "");
  return call.tool === "buildah" && !call.hasUnknownWords && isSent && isOff;
}

function isOld({ version }: BuildahVersion): boolean {
  return isBefore(version, 1, 38);
}

/** What holds without the flag. */
function defaultOf(version: BuildahVersion, run: JobRun): "off" | "on" | "unknown" {
  if (isOld(version)) return "off";
  return version.source === "newest" && !runsNewest(run) ? "unknown" : "on";
}

function judge(place: "there" | "elsewhere" | "unknown", all: "off" | "on" | "unknown"): Severity | undefined {
  if (place === "elsewhere") return all === "off" ? "error" : all === "unknown" ? "warning" : "hint";
  return all === "off" ? "warning" : all === "unknown" ? "info" : undefined;
}

function fix({ call }: ListPushEvent, flow: ImageFlow): readonly Fix[] {
  const flag = findFlag(call, "--all");
  // Whoever writes --all=false may have a reason.
  const edit = flag ? replace(flag.location, "--all") : insertFlags(call, "--all", flow);
  return edit ? [{ title: "Push the list with --all", edits: [edit], safety: flag ? "unsafe" : "safe" }] : [];
}

export default rule;
