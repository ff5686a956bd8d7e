import { type BuildahCall, type Flag, findFlag } from "../buildah/call";
import { formatPlatform, isSamePlatform, normalisePlatform, type Platform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import { removeWithBlank } from "../images/callText";
import { joinNames } from "../images/describe";
import type { ImageFlow, JobRun, ListAddEvent, ListAnnotateEvent } from "../images/flow";
import { tracerOf } from "../images/trace";
import type { Fix } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-arch-override",
  summary: "A manifest list says another platform of an image than it is built for.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const isEntry = event.kind === "listAdd" || event.kind === "listAnnotate";
      if (!isEntry || event.call.tool !== "buildah" || event.call.hasUnknownWords) continue;
      const flags = ["--os", "--arch", "--variant"].flatMap((name) => findFlag(event.call, name) ?? []);
      const add = event.kind === "listAdd" ? event : findAdd(event, run);
      if (!add || !event.choice || flags.length === 0) continue;
      const { choice } = event;
      inFlow((flow, { report }) => {
        const built = flow.pipeline.isFragment ? undefined : findPlatform(add, run, flow);
        if (!built) return;
        const said = normalisePlatform({ ...built, ...choice });
        const isWrong = !isSamePlatform(said, built);
        // What Buildah before 1.41 writes into images for 32-bit Arm may have to be put right.
        if (!isWrong && (event.kind === "listAnnotate" || built.architecture === "arm")) return;
        const [image, platform] = [formatReference(add.image), formatPlatform(built)];
        const names = joinNames(flags.map(({ name }) => name));
        const command = event.call.subcommand;
        report({
          at: (flags.find((flag) => isWrong && differs(flag, built)) ?? flags[0]!).location,
          severity: isWrong ? "error" : "info",
          message: isWrong
            ? `${run.job.name} writes ${formatPlatform(said)} into the manifest list for ${image}, which is built for ${platform}: ${command} does not check that, and machines for ${formatPlatform(said)} get an image that they cannot run (“exec format error”).`
            : `${run.job.name} says ${names} of ${image}, which is a plain image for ${platform} and says so itself: ${command} writes it over that without a check, so the list will lie when the build changes.`,
          fixes: () => fix(event.call, flags, flow),
        });
      });
    }
  },
};

/** The add of the entry that is annotated under the name of its image. */
function findAdd({ list, entry }: ListAnnotateEvent, { events }: JobRun): ListAddEvent | undefined {
  const adds = events.filter((event) => event.kind === "listAdd") as ListAddEvent[];
  return adds.find((add) => entry.key !== undefined && add.image.key === entry.key && add.list.key === list.key);
}

/** The platform of a plain image that is added; of a list that is added, the flags choose an image. */
function findPlatform(add: ListAddEvent, run: JobRun, flow: ImageFlow): Platform | undefined {
  const content = run.added.get(add);
  const { images, isList, problems } = content ? tracerOf(flow).traceContent(content, run) : {};
  const [image, ...others] = images ?? [];
  const isPlain = !isList && others.length === 0 && image?.reference === undefined;
  // Where jobs push over each other tag-collision-arch speaks.
  const isSure = problems?.every(({ kind }) => kind === "conditional" || kind === "unordered");
  return isPlain && isSure ? image?.platform : undefined;
}

function differs({ name, value }: Flag, { os, architecture, variant }: Platform): boolean {
  const said = value?.literal ?? "";
  if (name === "--variant") return said !== variant;
  return name === "--os"
    ? said !== os
    : normalisePlatform({ os, architecture: said, variant }).architecture !== architecture;
}

function fix({ subcommand }: BuildahCall, flags: readonly Flag[], flow: ImageFlow): readonly Fix[] {
  // An annotation that says nothing does nothing.
  if (subcommand === "manifest annotate") return [];
  const edits = flags.map(({ location }) => removeWithBlank(location, flow));
  const names = joinNames(flags.map(({ name }) => name));
  return edits.every((edit) => edit !== undefined) ? [{ title: `Remove ${names}`, edits, safety: "unsafe" }] : [];
}

export default rule;
