import { type BuildahCall, findFlag } from "../buildah/call";
import type { Settings } from "../config/settings";
import { JobEnvironment } from "./environment";
import type { ImageFlow, JobRun } from "./flow";

/**
 * True when a build keeps and takes layers: `--layers`, else BUILDAH_LAYERS (`1` or `true` in any case, measured with
 * 1.28.2 and 1.39.3), which is off by default; Podman's is on. Undefined when it cannot be known.
 */
export function usesLayers(
  call: BuildahCall,
  run: JobRun,
  { pipeline }: ImageFlow,
  settings: Settings,
): boolean | undefined {
  const flag = findFlag(call, "--layers");
  if (flag) {
    const text = flag.value ? flag.value.literal : "true";
    return text === undefined ? undefined : /^(1|t|true)$/i.test(text);
  }
  if (call.hasUnknownWords) return undefined;
  const environment = new JobEnvironment(run, call.command);
  if (environment.isUnset("BUILDAH_LAYERS", pipeline, settings)) return call.tool === "podman";
  const text = environment.get("BUILDAH_LAYERS")?.literal;
  return text === undefined ? undefined : text === "" ? call.tool === "podman" : /^(1|true)$/i.test(text);
}
