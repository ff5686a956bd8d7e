import type { BuildahCall, Flag } from "../buildah/call";
import { flagsOf } from "../buildah/flags";
import { isBefore } from "../buildah/version";
import type { ImageFlow } from "../images/flow";
import { describeVersion, newest } from "../images/version";
import { type Fix, replace } from "../text/finding";
import { nearest } from "../text/nearest";
import { placeWithin } from "../text/span";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

/** Flags of `docker buildx build`, and what takes their place. */
const ofDocker: ReadonlyMap<string, string> = new Map([
  ["--push", "buildah push sends the image after the build"],
  ["--load", "the image is in the storage in any case"],
  ["--provenance", "Buildah makes no attestations"],
  ["--attest", "Buildah makes no attestations"],
  ["--builder", "Buildah has no builders"],
  ["--progress", "Buildah has one kind of output"],
  ["--no-cache-filter", "--no-cache is for all stages"],
  ["--call", "Buildah has nothing like it"],
  ["--check", "Buildah has nothing like it"],
]);

/** Of `manifest create --replace` manifest-replace-version speaks. */
const rule: Rule = {
  id: "unknown-flag",
  summary: "A flag is not one of Buildah's, or not of the version that runs.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  call(call, run, { inFlow, versionOf }) {
    if (call.tool !== "buildah") return;
    for (const flag of call.flags) {
      if (
        !/^--?[A-Za-z][\w-]*$/.test(flag.name) ||
        (call.subcommand === "manifest create" && flag.name === "--replace")
      )
        continue;
      const buildah = versionOf(run);
      const { since } = flag.definition ?? {};
      const isTooNew =
        since !== undefined && buildah.source !== "newest" && isBefore(buildah.version, since.major, since.minor);
      if (flag.isKnown && !isTooNew) continue;
      const instead = call.subcommand === "build" ? ofDocker.get(flag.name) : undefined;
      const near = flag.definition ? undefined : nearest(flag.name, namesFor(call));
      const why = isTooNew
        ? `${describeVersion(buildah)} does not have it, for it came with ${since.major}.${since.minor}`
        : instead
          ? `that is a flag of Docker; ${instead}`
          : `no version up to ${newest.major}.${newest.minor} has it${near ? `. Is ${near} meant?` : ""}`;
      // A version that is newer than all that is known here may have it.
      const isSure =
        isTooNew ||
        instead ||
        near ||
        (buildah.source !== "newest" && !isBefore(newest, buildah.version.major, buildah.version.minor));
      inFlow((flow, { report }) =>
        report({
          at: flag.nameLocation,
          severity: isSure ? "error" : "warning",
          message: `${run.job.name} gives buildah ${call.subcommand} the flag ${flag.name}: it ends with exit code 125 (“${flag.name.startsWith("--") ? `unknown flag: ${flag.name}` : `unknown shorthand flag`}”). ${capitalise(why)}${why.endsWith("?") ? "" : "."}`,
          fixes: () => (near && !instead ? rename(flag, near, flow) : instead ? remove(flag, flow) : []),
        }),
      );
    }
  },
};

function namesFor({ tool, subcommand }: BuildahCall): readonly string[] {
  return [...flagsOf(tool, subcommand).keys()].filter((name) => name.startsWith("--"));
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function rename({ name, nameLocation }: Flag, newName: string, { pipeline }: ImageFlow): readonly Fix[] {
  const { file, span } = nameLocation;
  if (!pipeline.files.get(file)?.text.startsWith(name, span.start)) return [];
  const edit = replace(placeWithin(nameLocation, 0, name.length), newName);
  return fixWith(`Write ${newName}`, "unsafe", edit);
}

/** Where Buildah does without the flag what it asks for, or nothing depends on it. */
function remove(flag: Flag, flow: ImageFlow): readonly Fix[] {
  const { name, value } = flag;
  const isIdle = name === "--load" || (/^--(progress|provenance|attest)$/.test(name) && value !== undefined);
  const changesNothing = name === "--load" || name === "--progress" || value?.literal === "false";
  return isIdle ? fixWith(`Remove ${name}`, changesNothing ? "safe" : "unsafe", removeFlag(flag, flow)) : [];
}

export default rule;
