import { findFlag } from "../buildah/call";
import type { Pipeline } from "../gitlab/pipeline";
import { JobEnvironment } from "./environment";
import type { BuildEvent, CommitEvent, ListPushEvent, PushEvent } from "./event";
import type { JobRun } from "./flow";

/** The kind of manifest of an image: they differ in what they hold and in which registries take them. */
export type ImageFormat = "oci" | "docker";

/** The format of an image that a job makes: `--format`, else BUILDAH_FORMAT, else OCI (buildah-build(1)). Undefined when it cannot be known. */
export function formatOf({ call }: BuildEvent | CommitEvent, run: JobRun, pipeline: Pipeline): ImageFormat | undefined {
  const flag = findFlag(call, "--format");
  if (flag) return readFormat(flag.value?.literal);
  if (call.hasUnknownWords) return undefined;
  const environment = new JobEnvironment(run, call.command);
  if (environment.isUnset("BUILDAH_FORMAT", pipeline)) return "oci";
  const text = environment.get("BUILDAH_FORMAT")?.literal;
  return text === "" ? "oci" : readFormat(text);
}

/** The format that a push turns images into; undefined when it leaves them as they are, or when that cannot be known. */
export function pushedFormat({ call }: PushEvent | ListPushEvent): ImageFormat | undefined {
  return readFormat(findFlag(call, "--format")?.value?.literal);
}

function readFormat(text: string | undefined): ImageFormat | undefined {
  if (text === "oci") return "oci";
  return text === "docker" || text === "v2s2" ? "docker" : undefined;
}
