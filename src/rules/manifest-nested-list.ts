import { formatPlatform, type Platform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import { insertFlags } from "../images/callText";
import { joinNames } from "../images/describe";
import type { ImageFlow, JobRun, ListAddEvent } from "../images/flow";
import { findProducers } from "../images/producers";
import { findPublications } from "../images/publications";
import { runnerPlatform } from "../images/targets";
import { tracerOf } from "../images/trace";
import type { Rule } from "./rule";

/** A list that is added without its images being asked for. */
interface Nested {
  readonly add: ListAddEvent;
  readonly makers: readonly JobRun[];
  /** Of each image that is known to be in it. */
  readonly platforms: readonly (Platform | undefined)[];
}

const rule: Rule = {
  id: "manifest-nested-list",
  summary: "A manifest list is added to another one without --all.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const adds = run.events.filter((event) => event.kind === "listAdd" && takesOne(event)) as ListAddEvent[];
    if (adds.length === 0) return;
    inFlow((flow, { report }) => {
      if (flow.pipeline.isFragment) return;
      const lists = adds.flatMap((add) => findNested(add, run, flow) ?? []);
      for (const { add, makers, platforms } of lists) {
        const result = resultOf(platforms, lists, run);
        if (!result) continue;
        const pushed = `which ${joinNames(makers.map(({ instance }) => instance.name))} ${makers.includes(run) ? "makes" : "pushes"} as a manifest list`;
        report({
          at: add.image.location,
          message: `${run.job.name} adds ${formatReference(add.image)}, ${pushed}, without --all: ${result}.`,
          fixes: () => {
            const edit = makers.includes(run) ? undefined : insertFlags(add.call, "--all", flow);
            return edit ? [{ title: "Add all of its images", edits: [edit], safety: "unsafe" }] : [];
          },
        });
      }
    });
  },
};

function takesOne({ takesAll, choice, call }: ListAddEvent): boolean {
  return !takesAll && choice !== undefined && Object.keys(choice).length === 0 && !call.hasUnknownWords;
}

function findNested(add: ListAddEvent, run: JobRun, flow: ImageFlow): Nested | undefined {
  const content = run.added.get(add);
  if (content?.kind === "instance") {
    const { items, problems } = content.list;
    return problems.length === 0 ? { add, makers: [run], platforms: items.map(() => undefined) } : undefined;
  }
  if (content?.kind !== "remote" || content.local) return undefined;
  // Most adds are of plain images: those are told apart without a closer look.
  if (findPublications(flow, add.image).every((push) => push.content.kind === "image")) return undefined;
  const { publications } = findProducers(flow, run, content);
  const traces = publications.map((publication) => tracerOf(flow).trace(publication));
  const [trace] = traces;
  const isKnown = trace?.isList && traces.length === 1 && trace.problems.every(({ kind }) => kind !== "unknown");
  if (!isKnown) return undefined;
  return { add, makers: [publications[0]!.run], platforms: trace.images.map(({ platform }) => platform) };
}

/** What comes of it; undefined when the one image of the list may be the right one. */
function resultOf(
  platforms: readonly (Platform | undefined)[],
  lists: readonly Nested[],
  { runner }: JobRun,
): string | undefined {
  const own = runnerPlatform(runner);
  if (platforms.length > 1)
    return `only its image for the runner's architecture${own ? `, ${formatPlatform(own)},` : ""} is taken, of ${platforms.length}`;
  const [only] = platforms;
  if (!only) return undefined;
  const isOther = own
    ? own.architecture !== only.architecture
    : lists.some(
        ({ platforms: [first, ...more] }) => first && more.length === 0 && first.architecture !== only.architecture,
      );
  return isOther
    ? `it has an image for ${formatPlatform(only)} only, and on a runner of another architecture the command ends with exit code 125 (“no image found in image index”)`
    : undefined;
}

export default rule;
