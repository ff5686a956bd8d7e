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

/** The earlier stage that a stage begins with; undefined when it begins with an image. */
export function parentOf(stages: readonly Stage[], stage: Stage): Stage | undefined {
  return stage.base && findStage(stages, stage.base.text, stages.indexOf(stage));
}

/** A stage and those that it begins with, the last one beginning with an image. */
export function lineageOf(stages: readonly Stage[], stage: Stage): readonly Stage[] {
  const lineage = [stage];
  for (let parent = parentOf(stages, stage); parent; parent = parentOf(stages, parent)) lineage.push(parent);
  return lineage;
}

/** The stages that a stage is made of: through FROM, `COPY --from` and `RUN --mount=from`; itself included. */
export function usedStages(stages: readonly Stage[], last: Stage): readonly Stage[] {
  const used = new Set<Stage>([last]);
  for (const stage of used) {
    const parent = parentOf(stages, stage);
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
