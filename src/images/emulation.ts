import type { Platform } from "../buildah/platform";
import type { YamlNode } from "../yaml/node";
import type { JobRun } from "./flow";

/** Words of the commands, services and images that let a machine run programs of other architectures. */
const emulation = /qemu|binfmt/i;

/**
 * True when the job sets up emulation: `qemu-user-static` or `binfmt` in a command, a service or the image. Undefined
 * when it may do so out of sight.
 */
export function hasEmulation({ commands, isComplete, job, opaque }: JobRun): boolean | undefined {
  if (commands.some((command) => command.words.some((word) => emulation.test(word.value.flat)))) return true;
  if (job.image.state === "known" && emulation.test(job.image.value)) return true;
  if (job.services.state === "known" && job.services.value.some(mentions)) return true;
  const isUnknown =
    !isComplete || opaque.length > 0 || job.services.state === "unknown" || job.image.state === "unknown";
  return isUnknown ? undefined : false;
}

function mentions(node: YamlNode): boolean {
  if (node.kind === "scalar") return emulation.test(node.text);
  return node.kind === "map" && [...node.entries.values()].some(({ value }) => mentions(value));
}

/** The architectures whose programs a machine runs without emulation; 32-bit Arm needs a processor that has it. */
const native: ReadonlyMap<string, readonly string[]> = new Map([
  ["amd64", ["amd64", "386"]],
  ["arm64", ["arm64", "arm"]],
]);

/** True when a runner of the architecture can run the programs of an image for the platform, or may be able to. */
export function runsNatively({ architecture }: Platform, runner: string): boolean {
  return (native.get(runner) ?? [runner]).includes(architecture);
}
