import type { BuildahCall } from "../buildah/call";
import type { JobRun } from "../images/flow";
import { jobImage, readImageName } from "../images/jobImage";
import { mayKeepState } from "../images/keptState";
import { type Fix, replace } from "../text/finding";
import type { Location } from "../text/span";
import type { Rule } from "./rule";

/** Images of Docker Hub's library, none of which has Buildah, Podman or skopeo (docker-library/official-images). */
const library = new Set(
  (
    "almalinux alpine amazonlinux archlinux bash buildpack-deps busybox centos debian docker eclipse-temurin fedora golang gradle maven " +
    "node openjdk opensuse/leap opensuse/tumbleweed oraclelinux perl php python rockylinux ruby rust ubuntu"
  ).split(" "),
);

/** Commands that install packages by name. */
const installs = /^(apk|apt|apt-get|dnf|microdnf|yum|zypper)$/;

/** Other commands that may bring programs along: downloads, archives, files that are made. */
const brings = /^(alias|cp|curl|dd|dpkg|export|install|ln|mv|rpm|source|tar|tee|unzip|wget|\.)$/;

/** Names that say of a package that it has one of the programs, or may. */
const tools = /buildah|podman|skopeo|container|docker|nerdctl|\$|[\uE000\uE001]|^-r|requirements|packages/i;

const rule: Rule = {
  id: "tool-image-no-buildah",
  summary: "A job runs Buildah in an image that does not have it.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report }) {
    const [call] = run.calls;
    if (!call || !run.isComplete || mayKeepState(run) || run.job.image.state === "unknown") return;
    const image = jobImage(run);
    // Without an image the runner has a default of its own; that of the hosted ones is known.
    if (!image && !run.runner.isHosted) return;
    const repository = image ? readImageName(image.name)?.repository : "ruby";
    if (
      repository === undefined ||
      !library.has(repository.replace(/^(index\.)?docker\.io\/(library\/)?|^library\//, ""))
    )
      return;
    if (call.command.words[0]!.value.flat.includes("/") || mayBring(call, run)) return;
    const name = image
      ? image.name.display
      : `the default image of ${run.runner.tag!.value.display}, which is one of Ruby`;
    report({
      at: image?.location ?? call.location,
      message: `${run.job.name} runs ${call.tool} in ${name}, which does not have it, and installs nothing before: the job ends with exit code 127 (“${call.tool}: not found”).`,
      fixes: () => useOwnImage(call, image?.name.editable),
    });
  },
};

/** True when a command before the first call may install the program. */
function mayBring({ command }: BuildahCall, { commands, opaque, job }: JobRun): boolean {
  const before = commands.slice(0, commands.indexOf(command));
  if (job.preGetSourcesScript.state !== "absent") return true;
  return before.some((one) => {
    const [name = "", ...args] = one.words.map(({ value }) => value.flat);
    const program = name.split("/").at(-1)!;
    return (
      opaque.includes(one) || (installs.test(program) ? args.some((word) => tools.test(word)) : brings.test(program))
    );
  });
}

function useOwnImage({ tool }: BuildahCall, place: Location | undefined): readonly Fix[] {
  const name = `quay.io/${tool}/stable`;
  return place ? [{ title: `Run in ${name}`, edits: [replace(place, name)], safety: "unsafe" }] : [];
}

export default rule;
