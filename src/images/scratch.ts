import { findFlag } from "../buildah/call";
import type { Containerfile } from "../containerfile/containerfile";
import type { BuildEvent } from "./flow";

/**
 * True when the image of a build begins with nothing and has nothing in it that another stage or image made: before 1.41
 * the layers of such an image do not differ by platform (measured with 1.28.2 and 1.39.3). Undefined when that is not known.
 */
export function isSameForAll({ call }: BuildEvent, file: Containerfile | undefined): boolean | undefined {
  const target = findFlag(call, "--target");
  const name = target?.value?.literal;
  if (!file || (target && name === undefined)) return undefined;
  const { stages } = file;
  const find = (wanted: string, end: number) =>
    stages.slice(0, end).findLast((one) => one.name === wanted.toLowerCase());
  let stage = name === undefined ? stages.at(-1) : find(name, stages.length);
  while (stage) {
    if (stage.instructions.some(({ text }) => /--from=|\bfrom=/.test(text))) return false;
    const base = stage.from.text.split(/\s+/).find((word) => word !== "" && !word.startsWith("--")) ?? "$";
    if (base.includes("$")) return undefined;
    if (base === "scratch") return true;
    stage = find(base, stages.indexOf(stage));
    if (!stage) return false;
  }
  return undefined;
}
