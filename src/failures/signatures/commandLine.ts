import type { Signature } from "../signature";

/** Flags, names and lists that a command of Buildah does not take. */
export const commandLineSignatures: readonly Signature[] = [
  {
    id: "E92",
    pattern: /(?:buildah|podman): (?:command )?not found|exec: "(?:buildah|podman)": executable file not found/,
    role: "error",
    title: "Buildah is not in the job's image.",
    fix: "Set image: quay.io/buildah/stable for the job, or install buildah in before_script.",
  },
  {
    id: "E35",
    pattern: /accepts at most 1 arg\(s\), received (\d+)/,
    role: "error",
    title: ([, count]) =>
      `The build got ${count} arguments where it takes one, the context: a flag stands behind the context, a platform list has a blank, or a switch has its value behind a blank (--tls-verify false).`,
    fix: "Put all flags before the context, write lists without blanks and switches with an equals sign: --tls-verify=false.",
  },
  {
    id: "E36",
    pattern: /no options \((.+?)\) can be specified after the image or container name/i,
    role: "error",
    title: ([, flag]) => `The flag ${flag} stands behind the image's name, where it is not read.`,
    fix: ([, flag]) => `Write ${flag} in front of the image's name.`,
  },
  {
    id: "E37",
    pattern: /unknown (?:shorthand )?flag: (.+)|unknown command "(.+?)" for "buildah/,
    role: "error",
    title: ([, flag, command]) =>
      flag
        ? `This Buildah has no flag ${flag}: it is one of Docker's, too new for this version, or misspelt.`
        : `Buildah has no command ${command}.`,
    fix: "Compare with buildah COMMAND --help of the job's version; pin a newer image if the flag is newer (quay.io/buildah/stable:v1.41.4).",
  },
  {
    id: "E38",
    pattern: /requires at least (\d) arg\(s\), only received (\d)|at least a source image ID must be specified/,
    role: "error",
    title:
      "A command got too few arguments: a variable is empty, or (manifest push up to Buildah 1.30) the destination is missing.",
    fix: "Look whether each variable of the line has a value in this pipeline; write manifest push with its destination: buildah manifest push --all LIST docker://LIST.",
  },
  {
    id: "E39",
    pattern:
      /At least two arguments are necessary: list and image to add to list|too many arguments: expected list and image add to list/i,
    role: "error",
    title: "manifest add takes one list and one image.",
    fix: "Write one manifest add for each image, or give all to manifest create: buildah manifest create LIST docker://A docker://B.",
  },
  {
    id: "E40",
    pattern: /invalid image name "(.+?)", (?:unknown transport "(.+?)"|expected colon-separated transport:reference)/i,
    role: "error",
    title: ([, name]) =>
      `“${name}” has no transport, or is not a valid name: the destination must say that it is a registry.`,
    fix: ([, name]) => `Write docker://${name}. If a variable in the name is empty, or has capitals, mend that.`,
  },
  {
    id: "E45",
    pattern: /the same name must not be specified for both '--tag' and '--manifest'/,
    role: "error",
    title: "The build has the same name in --tag and in --manifest.",
    fix: "Leave --tag out: --manifest names the list.",
  },
  {
    id: "E44",
    pattern: /image is not a manifest list|\(not a list type\)/,
    role: "error",
    title: "The name belongs to an image, not to a manifest list.",
    fix: "Give the list a name of its own; do not use the same name with build -t and with manifest create or build --manifest.",
  },
  {
    id: "E41",
    pattern: /repository name must be lowercase/,
    role: "error",
    title: "A reference has capital letters in its repository, which registries do not allow.",
    fix: "Use $CI_REGISTRY_IMAGE, which GitLab writes in lower case, or ${NAME,,} in bash.",
  },
  {
    id: "E41",
    pattern: /invalid reference format/,
    role: "error",
    title: "A reference cannot be read: a variable in it is empty (“:latest”), or the tag has a slash or a blank.",
    fix: "Define the variable, or use $CI_COMMIT_REF_SLUG instead of $CI_COMMIT_REF_NAME, and ${CI_COMMIT_TAG:-$CI_COMMIT_SHORT_SHA} where there may be no tag.",
  },
  {
    id: "E43",
    pattern: /image name "(.+?)" is already associated with image "(.+?)": that name is already in use/,
    role: "error",
    title: ([, name]) => `${name} exists already in the job's storage, as a list or an image.`,
    fix: ([, name]) =>
      `Remove it first (buildah manifest rm ${name} || true), or create it with --amend (1.28 and newer) or --replace (1.44 and newer); a name that an image has needs another.`,
  },
  {
    id: "E72",
    pattern: /could not find image instance (?:sha256:\w+ )?of manifest list/,
    role: "error",
    title: "buildah push was given a manifest list, whose images are not in this job's storage.",
    fix: "Push lists with buildah manifest push --all LIST docker://LIST.",
  },
  {
    id: "E50",
    pattern:
      /Error while trying to find image on local storage|unsupported transport \\?"docker\\?" for looking up local images/,
    role: "noise",
    title: "Buildah looked for the image in local storage too, after the registry had failed.",
    fix: "The cause is in the Error line that follows: “manifest unknown” or “unauthorized”.",
  },
  {
    id: "E42",
    pattern: /(?:(\S{1,300}): )?image not known|(?:reference "(.+?)" )?does not resolve to an image ID/,
    role: "error",
    title: ([, name]) =>
      `${name ?? "The name"} is not in this job's storage. Each job begins with an empty one: what another job built or created is not there.`,
    fix: "Build, pull or create it in the same job under the same name; images of other jobs are taken from the registry: docker://NAME.",
  },
  {
    id: "E46",
    pattern: /'rm' and 'force-rm' can only be set with either 'layers' or 'no-cache'/,
    role: "error",
    title: "--rm and --force-rm need --layers or --no-cache beside them.",
    fix: "Leave --rm and --force-rm out; without layers nothing is kept anyway.",
  },
  {
    id: "E47",
    pattern: /building multiple images, but (?:iidfile|iidfile-raw|metadata file) "(.+?)" can only/,
    role: "error",
    title: "A build for several platforms cannot write one id to a file.",
    fix: "Leave --iidfile and --metadata-file out and use --manifest NAME.",
  },
  {
    id: "E48",
    pattern: /unrecognized (image type|isolation type|\$BUILDAH_ISOLATION value) "(.+?)"/,
    role: "error",
    title: ([, what, value]) =>
      `“${value}” is no ${what?.includes("image") ? "image format" : "isolation"} of Buildah.`,
    fix: ([, what]) =>
      what?.includes("image")
        ? "Set BUILDAH_FORMAT or --format to oci or docker."
        : "Set BUILDAH_ISOLATION or --isolation to chroot, oci or rootless.",
  },
  {
    id: "E49",
    pattern: /cannot set --network other than host with --isolation chroot/,
    role: "error",
    title: "With chroot isolation RUN instructions use the network of the job: --network cannot choose another.",
    fix: "Leave --network out, or write --network host.",
  },
  {
    id: "E51",
    pattern: /unknown format "(.+?)". Choose on of the supported formats/,
    role: "error",
    title: ([, format]) => `manifest push does not know the format ${format}.`,
    fix: "Write --format oci or --format v2s2.",
  },
  {
    id: "E52",
    pattern:
      /discovering Containerfile: stat (\S+):|cannot find Containerfile or Dockerfile in context directory|no such file or directory.*(?:Dockerfile|Containerfile)|stat (\S*(?:Dockerfile|Containerfile)\S*): no such file/i,
    role: "error",
    title:
      "There is no Containerfile where the build looks for it: -f or the context are wrong, or the repository was not checked out.",
    fix: "Name the file with -f from the project's folder and the context as the last argument; GIT_STRATEGY must not be none.",
  },
];
