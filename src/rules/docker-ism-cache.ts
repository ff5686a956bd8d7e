import { findFlags } from "../buildah/call";
import { readReference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import { type Fix, replace } from "../text/finding";
import type { Value } from "../text/value";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "docker-ism-cache",
  summary: "The place of a build cache is written as for Docker.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, run, { inFlow, versionOf }) {
    if (call.subcommand !== "build") return;
    for (const flag of ["--cache-from", "--cache-to"].flatMap((name) => findFlags(call, name))) {
      const { value, valueLocation, name } = flag;
      // An older Buildah does not look at it, or does not know the flag.
      if (!value || !valueLocation || !flag.isKnown) continue;
      const fault = faultOf(value, valueLocation);
      const buildah = versionOf(run);
      if (!fault || (buildah.source !== "newest" && isBefore(buildah.version, 1, 27))) continue;
      inFlow((_flow, { report }) =>
        report({
          at: valueLocation,
          message: `${run.job.name} gives ${name} ${value.display}: ${call.tool} wants a repository ${fault.wants}, and ends with exit code 125 (“${fault.answer}”).`,
          fixes: () => repair(value, valueLocation),
        }),
      );
    }
  },
};

/** Measured with 1.28.2 and 1.39.3. */
function faultOf(value: Value, location: Parameters<typeof readReference>[1]) {
  if (/(^|,)type=|,/.test(value.flat))
    return { wants: "and nothing else", answer: "must contain registry and repository" };
  const { tag, digest } = readReference(value, location);
  return tag || digest
    ? { wants: "without a tag or digest", answer: "repository must contain neither a tag nor digest" }
    : undefined;
}

/** Makes a repository of the tag: `$CI_REGISTRY_IMAGE:cache` and `type=registry,ref=$CI_REGISTRY_IMAGE:cache,mode=max` become `$CI_REGISTRY_IMAGE/cache`. */
function repair(value: Value, location: Parameters<typeof readReference>[1]): readonly Fix[] {
  const [, before, reference = ""] = /^((?:type=registry,)?(?:ref=)?)([^,=]+)(?:,mode=\w+)?$/.exec(value.flat) ?? [];
  if (before === undefined) return [];
  const end = before.length + reference.length;
  const { repository, tag, digest, name } = readReference(value.slice(before.length, end), location);
  if (digest || name.flat !== reference || (tag && /[A-Z]/.test(tag.flat))) return [];
  const colon = before.length + repository.flat.length;
  const parts: [Value, string][] = [
    [value.slice(0, before.length), ""],
    [value.slice(end), ""],
  ];
  if (tag) parts.push([value.slice(colon, colon + 1), "/"]);
  const written = parts.filter(([part]) => part.flat !== "");
  const edits = written.map(([part, text]) => (part.editable ? replace(part.editable, text) : undefined));
  return fixWith("Name a repository of its own", "unsafe", ...edits);
}

export default rule;
