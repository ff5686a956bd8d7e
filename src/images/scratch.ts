import { findFlag } from "../buildah/call";
import type { Containerfile } from "../containerfile/containerfile";
import { lineageOf, targetStage } from "../containerfile/stages";
import type { BuildEvent } from "./flow";

/**
 * True when the image of a build begins with nothing and has nothing in it that another stage or image made: before 1.41
 * the layers of such an image do not differ by platform (measured with 1.28.2 and 1.39.3). Undefined when that is not known.
 */
export function isSameForAll({ call }: BuildEvent, file: Containerfile | undefined): boolean | undefined {
  const target = findFlag(call, "--target");
  const name = target?.value?.literal;
  if (!file || (target && name === undefined)) return undefined;
  const last = targetStage(file, name);
  const lineage = last ? lineageOf(file.stages, last) : [];
  if (lineage.some(({ instructions }) => instructions.some(({ text }) => /--from=|\bfrom=/.test(text)))) return false;
  const base = lineage.at(-1)?.base?.text;
  return base === undefined || base.includes("$") ? undefined : base === "scratch";
}
