import { architectureOfWord } from "../buildah/platform";
import { hasEmulation, runsNatively } from "../images/emulation";
import { jobImage, readImageName } from "../images/jobImage";
import { type Fix, replace } from "../text/finding";
import type { Value } from "../text/value";
import type { Rule } from "./rule";

/** The accounts of Docker Hub whose images are for one architecture each (docker-library/official-images). */
const accounts =
  /^(?:(?:docker\.io|index\.docker\.io)\/)?(amd64|arm32v5|arm32v6|arm32v7|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\//;

/** What Buildah's own image is made for (its README). */
const ownArchitectures = new Set(["amd64", "arm64", "ppc64le", "s390x"]);

const rule: Rule = {
  id: "tool-image-arch",
  summary: "The image of a job is for another architecture than its runner.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report }) {
    const { architecture, tag } = run.runner;
    if (architecture === undefined || !tag || run.calls.length === 0) return;
    // Who chooses the platform of the image counts on emulation by the runner.
    const { imageOptions } = run.job;
    if (imageOptions.state !== "known" || imageOptions.value.platform.state !== "absent") return;
    const image = jobImage(run);
    const name = image && readImageName(image.name);
    if (!name || hasEmulation(run)) return;
    const account = accounts.exec(name.repository);
    const own = account && architectureOf(account[1]!);
    const isMissing = /^quay\.io\/buildah\/stable$/.test(name.repository) && !ownArchitectures.has(architecture);
    if (own ? runsNatively({ os: "linux", architecture: own, variant: "" }, architecture) : !isMissing) return;
    const effect = own
      ? `is for ${own} only, and ${tag.value.display} is ${architecture}: the job ends with “exec format error” before its script begins`
      : `is not made for ${architecture}, which ${tag.value.display} is: the runner cannot pull it, or the job ends with “exec format error”`;
    report({
      at: image.location,
      message: `The image of ${run.job.name}, ${image.name.display}, ${effect}.`,
      related: [{ location: tag.location, message: `This runner's architecture is ${architecture}.` }],
      fixes: () => (account ? takeForAll(image.name, account) : []),
    });
  },
};

/** `arm32v7` and `arm64v8` are words of Docker Hub; the others are names of architectures. */
function architectureOf(account: string): string | undefined {
  if (account.startsWith("arm32")) return "arm";
  return architectureOfWord(account === "arm64v8" ? "arm64" : account);
}

/** The image without the account is one of all architectures, of which the runner takes its own. */
function takeForAll(name: Value, [prefix]: RegExpExecArray): readonly Fix[] {
  const place = name.slice(0, prefix!.length).editable;
  return place
    ? [{ title: "Take the image for all architectures", edits: [replace(place, "")], safety: "unsafe" }]
    : [];
}

export default rule;
