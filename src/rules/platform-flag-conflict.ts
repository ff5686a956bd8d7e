import { type BuildahCall, type Flag, findFlag, findFlags } from "../buildah/call";
import { isSamePlatform, readPlatform } from "../buildah/platform";
import { joinNames } from "../images/describe";
import type { ImageFlow } from "../images/flow";
import { type Fix, replace } from "../text/finding";
import { removeFlag } from "./removeFlag";
import type { Rule } from "./rule";

/** Each says a part of what `--platform` says as a whole. */
const parts = ["--os", "--arch", "--variant"] as const;

const rule: Rule = {
  id: "platform-flag-conflict",
  summary: "A build has --platform together with --os, --arch or --variant.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    const platform = findFlag(call, "--platform");
    const others = parts.flatMap((name) => findFlags(call, name));
    if (call.subcommand !== "build" || !platform || others.length === 0) return;
    const names = joinNames(others.map(({ name }) => name));
    inFlow((flow, { report }) =>
      report({
        at: others[0]!.location,
        message: `${job.name} builds with --platform ${platform.value?.display ?? ""} and ${names}: ${call.tool} takes one or the other and ends with exit code 125.`,
        related: [{ location: platform.location, message: "The platform stands here already." }],
        fixes: () => fold(call, platform, others, flow),
      }),
    );
  },
};

/** The platform with all that the other flags say, where they do not contradict it. */
function fold(call: BuildahCall, platform: Flag, others: readonly Flag[], flow: ImageFlow): readonly Fix[] {
  const place = platform.value?.editable;
  const reading = place && platform.value?.literal !== undefined ? readPlatform(platform.value.literal) : undefined;
  if (!place || reading?.kind !== "platform" || findFlags(call, "--platform").length > 1) return [];
  const [os, arch, variant] = parts.map((name) => others.find((flag) => flag.name === name)?.value?.literal);
  const { platform: own } = reading;
  const whole = `${os ?? own.os}/${arch ?? own.architecture}/${variant ?? own.variant}`.replace(/\/$/, "");
  const said = readPlatform(whole);
  if (said.kind !== "platform") return [];
  // A variant adds to a platform without one; anything else must be the same.
  const isAdded = reading.canonical.split("/").length < 3;
  const isSame = isSamePlatform(isAdded ? { ...said.platform, variant: own.variant } : said.platform, own);
  const removals = others.map((flag) => (flag.value?.literal ? removeFlag(flag, flow) : undefined));
  if (!isSame || new Set(others.map(({ name }) => name)).size < others.length || removals.includes(undefined))
    return [];
  const newText = said.canonical;
  const edits = [replace(place, newText), ...removals.map((removal) => removal!)];
  return [{ title: `Write --platform ${newText}`, edits, safety: "safe" }];
}

export default rule;
