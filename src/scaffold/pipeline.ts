import type { ContainerfileAnswer } from "./containerfile";
import type { ImageAnswer } from "./image";
import type { Target } from "./platforms";
import { quoteListItem, quoteShellWord, quoteYaml, quoteYamlLine, quoteYamlWord } from "./quote";

/** Architectures for which quay.io/buildah/stable exists (containers/image_build, README). */
const toolArchitectures: ReadonlySet<string> = new Set(["amd64", "arm64", "ppc64le", "s390x"]);

/** Runners that GitLab.com hosts, and their architecture. */
const hostedRunner = /^saas-linux-.*-(amd64|arm64)$/;

/** What the machines of an architecture also run without emulation. Not all of arm64 still run 32-bit programs. */
const alsoRuns: Readonly<Record<string, string>> = { amd64: "386" };

/**
 * Writes the pipeline of GitLab's example for these answers. Where the example has a known weakness a comment tells of
 * it, at the place; the meaning is never changed.
 */
export function writePipeline(file: ContainerfileAnswer, targets: readonly Target[], image: ImageAnswer): string {
  const jobs = targets.map((target, index) => {
    const aboutRunner = [...aboutRunners(targets, index), ...aboutArchitecture(target)];
    return buildJob(target, file, image, { aboutRunner, aboutFile: index === 0 ? aboutContext(file) : [] });
  });
  const blocks = [header(image), ...jobs, manifestJob(targets, image)];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function header(image: ImageAnswer): string[] {
  return [
    "# Builds an image for each platform on a runner of its own, then joins the images in one manifest list.",
    "",
    "stages:",
    "  - build",
    "",
    "variables:",
    "  STORAGE_DRIVER: vfs",
    "  BUILDAH_FORMAT: docker",
    "  # All branches push to this name and to the architecture tags below, so a branch replaces another's images.",
    "  # To prevent that, run the jobs for the default branch only, or add $CI_COMMIT_REF_SLUG to every tag.",
    `  FQ_IMAGE_NAME: ${quoteYaml(image.name)}`,
    "",
    "default:",
    "  # Without a version this is a new Buildah with every release. Pin one to keep builds repeatable; on restricted",
    "  # runners, where Buildah 1.44 and later can fail with vfs, v1.43.1 is known to work.",
    "  image: quay.io/buildah/stable",
    "  # A job with a before_script of its own does not run this one: repeat the login there.",
    "  before_script:",
    '    - echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY',
  ];
}

/** Comment lines of a build job. */
interface Comments {
  readonly aboutRunner: readonly string[];
  readonly aboutFile: readonly string[];
}

function buildJob(target: Target, file: ContainerfileAnswer, image: ImageAnswer, comments: Comments): string[] {
  const reference = referenceOf(target, image);
  const flag = file.flag === undefined ? "" : ` -f ${quoteShellWord(quoteListItem(file.flag))}`;
  return [
    `${jobName(target)}:`,
    "  stage: build",
    ...comments.aboutRunner,
    "  tags:",
    `    - ${quoteYamlWord(target.runner)}`,
    "  script:",
    ...comments.aboutFile,
    item(`buildah build --platform=${target.written} -t ${reference}${flag} .`),
    item(`buildah push ${reference}`),
  ];
}

function manifestJob(targets: readonly Target[], image: ImageAnswer): string[] {
  // The example needs the later job first; the order has no meaning, but readers compare.
  const needs = targets.map((target) => `"${jobName(target)}"`).reverse();
  const runner = targets.find((target) => toolArchitectures.has(target.platform.architecture)) ?? targets[0]!;
  return [
    "create_manifest:",
    "  stage: build",
    "  # The builds are in the same stage: without these needs this job would not wait for them.",
    `  needs: [${needs.join(", ")}]`,
    "  tags:",
    `    - ${quoteYamlWord(runner.runner)}`,
    "  script:",
    "    # The list has its final name from the start. Where storage outlives the job (shell executor), the next run fails",
    "    # because the name is in use: put `buildah manifest rm $FQ_IMAGE_NAME || true` before this line.",
    "    - buildah manifest create $FQ_IMAGE_NAME",
    ...targets.map((target) => item(`buildah manifest add $FQ_IMAGE_NAME docker://${referenceOf(target, image)}`)),
    "    # Buildah before 1.31 also wants the destination here: docker://$FQ_IMAGE_NAME.",
    "    - buildah manifest push --all $FQ_IMAGE_NAME",
  ];
}

/** What is to be known of the runners, each said once: at the first hosted one, and at the first of the user's own. */
function aboutRunners(targets: readonly Target[], index: number): string[] {
  const isHosted = targets.map((target) => hostedRunner.test(target.runner));
  const firstOwn = Math.max(isHosted.indexOf(false), 0);
  const lines: string[] = [];
  if (isHosted.indexOf(true) === index) lines.push("  # Runners with saas-linux-* tags exist on GitLab.com only.");
  if (firstOwn === index) {
    lines.push(
      '  # On a runner of your own, "unshare(CLONE_NEWUSER): Operation not permitted" is cured by security_opt in its',
      "  # config.toml with the docker executor only; Kubernetes wants a security context instead.",
    );
  }
  return lines;
}

function aboutArchitecture({ platform, runner }: Target): string[] {
  const { architecture } = platform;
  const hosted = hostedRunner.exec(runner)?.[1];
  if (hosted !== undefined) {
    if (hosted === architecture || alsoRuns[hosted] === architecture) return [];
    return [
      `  # This runner is ${hosted}: RUN steps for ${architecture} may need an emulator there (QEMU), which is slow.`,
    ];
  }
  if (toolArchitectures.has(architecture)) return [];
  return [
    `  # quay.io/buildah/stable does not exist for ${architecture}: if the runner needs it, set another image here.`,
  ];
}

function aboutContext(file: ContainerfileAnswer): string[] {
  if (file.path === "Dockerfile" && file.flag === undefined) {
    return [
      "    # Buildah finds the Dockerfile by itself; a Containerfile beside it would win: then add -f ./Dockerfile.",
    ];
  }
  if (!file.path.includes("/")) return [];
  return ["    # The context is still the root of the project: COPY and ADD count their paths from there."];
}

function jobName(target: Target): string {
  return `build-${target.suffix}`;
}

function referenceOf(target: Target, image: ImageAnswer): string {
  return `${image.repository}:${target.suffix}`;
}

function item(line: string): string {
  return `    - ${quoteYamlLine(line)}`;
}
