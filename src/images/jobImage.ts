import { expand } from "../gitlab/variables";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import { getValue } from "../yaml/node";
import type { JobRun } from "./flow";

/** The image that a job runs in, its variables expanded, and where it is written. Undefined when it names none or that is not known. */
export function jobImage({ job, variable }: JobRun): { readonly name: Value; readonly location: Location } | undefined {
  if (job.image.state !== "known") return undefined;
  const keyword = job.keywords().get("image");
  const node = keyword?.kind === "map" ? getValue(keyword, "name") : keyword;
  const name = expand(job.image.value, node?.kind === "scalar" ? node.origin : job.image.location, variable);
  return { name, location: name.location ?? job.image.location };
}

/** The parts of the name of an image: `quay.io/buildah/stable`, `v1.39.3`. Undefined when a part of it is not known. */
export function readImageName(
  name: Value,
): { repository: string; tag: string | undefined; digest: boolean } | undefined {
  const match = /^((?:[^/@]+\/)*[^/:@]+)(?::([^@]*))?(@.*)?$/.exec(name.literal ?? "");
  return match ? { repository: match[1]!, tag: match[2], digest: match[3] !== undefined } : undefined;
}
