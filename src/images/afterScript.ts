import type { JobRun } from "./flow";

/** True when after_script may do something with images that the script leaves in the storage. */
export function mayUseImagesAfter({ job }: JobRun): boolean {
  const { afterScript } = job;
  if (afterScript.state === "absent") return false;
  return (
    afterScript.state === "unknown" || afterScript.value.some(({ text }) => /buildah|podman|skopeo|\.sh\b/.test(text))
  );
}
