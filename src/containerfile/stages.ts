import type { Containerfile, Stage } from "./containerfile";

/** The stage that a build makes an image of. @param target the value of `--target`; undefined for the last stage */
export function targetStage({ stages }: Containerfile, target: string | undefined): Stage | undefined {
  return target === undefined ? stages.at(-1) : findStage(stages, target, stages.length);
}

/** The stage of a name or number before the stage at `end`. */
export function findStage(stages: readonly Stage[], name: string, end: number): Stage | undefined {
  const earlier = stages.slice(0, end);
  return (
    earlier.findLast((stage) => stage.name === name.toLowerCase()) ??
    (/^\d+$/.test(name) ? earlier[Number(name)] : undefined)
  );
}

/** The base of a stage with its variables put in; undefined when one of them is not known. */
export type ExpandBase = (text: string) => string | undefined;

/** The earlier stage that a stage begins with; undefined when it begins with an image, or when that is not known. */
export function parentOf(stages: readonly Stage[], stage: Stage, expand: ExpandBase = asWritten): Stage | undefined {
  const base = stage.base && expand(stage.base.text);
  return base === undefined ? undefined : findStage(stages, base, stages.indexOf(stage));
}

function asWritten(text: string): string {
  return text;
}

/** True when a stage may begin with an earlier one, but which one, if any, is not known: `FROM build-$TARGETARCH`. */
export function hasOpenBase(stages: readonly Stage[], stage: Stage, expand: ExpandBase): boolean {
  if (!stage.base || expand(stage.base.text) !== undefined) return false;
  const [first = "", ...others] = stage.base.text.toLowerCase().split(/\$(?:\{[^}]*\}|\w+)/);
  return stages
    .slice(0, stages.indexOf(stage))
    .some(({ name }) => name?.startsWith(first) && others.every((part) => name.includes(part)));
}

/** A stage and those that it begins with, the last one beginning with an image. */
export function lineageOf(stages: readonly Stage[], stage: Stage, expand?: ExpandBase): readonly Stage[] {
  const lineage = [stage];
  const next = () => parentOf(stages, lineage.at(-1)!, expand);
  for (let parent = next(); parent; parent = next()) lineage.push(parent);
  return lineage;
}

/** The stages that a stage is made of: through FROM, `COPY --from` and `RUN --mount=from`; itself included. */
export function usedStages(stages: readonly Stage[], last: Stage, expand?: ExpandBase): readonly Stage[] {
  const used = new Set<Stage>([last]);
  for (const stage of used) {
    const parent = parentOf(stages, stage, expand);
    if (parent) used.add(parent);
    for (const { keyword, text } of stage.instructions) {
      if (keyword === "FROM") continue;
      for (const match of text.matchAll(/(?:--from=|\bfrom=)([^\s,]+)/g)) {
        const found = findStage(stages, match[1]!, stages.indexOf(stage));
        if (found) used.add(found);
      }
    }
  }
  return [...used];
}
