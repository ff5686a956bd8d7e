import { formatPlatform, isSamePlatform, type Platform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import {
  isNameOf,
  type NamedArchitecture,
  readNamedArchitecture,
  readReferenceArchitecture,
} from "../images/architectureNames";
import type { BuildEvent, ImageFlow, JobRun, PlatformUse } from "../images/flow";
import { isWithin } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import { isSameLocation, type Location } from "../text/span";
import type { Rule } from "./rule";

/** A name of the image or of its job. */
interface Name {
  readonly text: string;
  readonly location: Location;
  readonly isJob: boolean;
  readonly named: NamedArchitecture;
}

const rule: Rule = {
  id: "platform-name-mismatch",
  summary: "A job's name or its image's tag names another architecture than the build's platform.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const [use, ...others] = event.kind === "build" ? (event.platforms ?? []) : [];
      // A word that may be anything may be a second platform.
      if (
        event.kind !== "build" ||
        !use?.platform ||
        others.length > 0 ||
        event.call.positionals.some((word) => !word.isOne)
      )
        continue;
      const { platform } = use;
      const names = namesOf(event, run);
      const wrong = names.filter(({ named }) => !isNameOf(named, platform));
      const isEvident = wrong.length > 1 || wrong.some(({ named }) => !named.isWeak);
      // Where the tag agrees with the platform, the job's name is wrong only in a copy that was not changed further.
      const isOnlyJob = wrong.every((name) => name.isJob) && names.length > wrong.length;
      if (!isEvident) continue;
      const words = new Set(wrong.map(({ named }) => named.word));
      const said =
        words.size === 1 && wrong.length > 1
          ? `${wrong.map(({ text }) => text).join(" and ")} say ${[...words][0]}`
          : wrong.map(({ text, named }) => `${text} says ${named.word}`).join(" and ");
      inFlow((flow, { report }) => {
        if (isOnlyJob && !hasTwin(event, platform, run, flow)) return;
        report({
          at: use.location,
          message: `${run.job.name} builds for ${formatPlatform(platform)}, but ${said}: whoever relies on that name, a manifest list for example, gets ${formatPlatform(platform)}.`,
          related: wrong.map(({ text, location }) => ({ location, message: `${text} names the other architecture.` })),
          fixes: () => (names.length === wrong.length ? adaptPlatform(use, event, wrong, run, flow) : []),
        });
      });
    }
  },
};

function namesOf(event: BuildEvent, { events, instance, job }: JobRun): Name[] {
  const names: Name[] = [];
  const architectures = events.flatMap((other): (string | undefined)[] =>
    other.kind === "build" ? (other.platforms?.map((use) => use.platform?.architecture) ?? [undefined]) : [],
  );
  // A job that builds for several architectures is named after none of them.
  const ofJob = new Set(architectures).size === 1 ? readNamedArchitecture(instance.name) : undefined;
  if (ofJob) names.push({ text: "its name", location: job.location, isJob: true, named: ofJob });
  const keys = new Set(event.names.flatMap(({ key }) => key ?? []));
  const pushed = events.flatMap((other) =>
    other.kind === "push" && keys.has(other.source.key ?? "") ? [other.destination] : [],
  );
  for (const reference of [...event.names, ...pushed]) {
    const named = readReferenceArchitecture(reference);
    const text = formatReference(reference);
    if (named && !names.some((name) => name.text === text))
      names.push({ text, location: reference.location, isJob: false, named });
  }
  return names;
}

/** True when another job builds an image of the same name for the same platform. */
function hasTwin({ names }: BuildEvent, platform: Platform, { job }: JobRun, flow: ImageFlow): boolean {
  const keys = new Set(names.flatMap(({ key }) => key ?? []));
  return flow.runs.some(
    (other) =>
      other.job !== job &&
      other.events.some(
        (event) =>
          event.kind === "build" &&
          event.names.some(({ key }) => key !== undefined && keys.has(key)) &&
          event.platforms?.some((use) => use.platform && isSamePlatform(use.platform, platform)),
      ),
  );
}

/** Only where all names agree, and where the platform is written in this one build. */
function adaptPlatform(
  { value, platform }: PlatformUse,
  { call }: BuildEvent,
  wrong: readonly Name[],
  { job }: JobRun,
  { runs }: ImageFlow,
): readonly Fix[] {
  const [architecture, ...others] = new Set(wrong.flatMap(({ named }) => named.architectures));
  const place = value.editable;
  if (!place || architecture === undefined || others.length > 0 || architecture === "arm") return [];
  const sameText = runs.flatMap(({ calls }) => calls.filter(({ location }) => isSameLocation(location, call.location)));
  if (!isWithin(place, call.location) || sameText.length > 1 || job.instances.length > 1) return [];
  const newText = `${platform!.os}/${architecture}`;
  return [{ title: `Build for ${newText}`, edits: [replace(place, newText)], safety: "unsafe" }];
}

export default rule;
