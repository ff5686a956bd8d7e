import type { ScaffoldResult } from "../protocol/messages";
import type { ScaffoldAnswers } from "../protocol/scaffold";
import { readContainerfile } from "./containerfile";
import { readImage } from "./image";
import { writePipeline } from "./pipeline";
import { readTargets } from "./platforms";

/**
 * Makes the text of a `.gitlab-ci.yml` that builds an image for each platform on a runner of its own and joins them in
 * a manifest list. With the default answers it means the same as the example of GitLab's page "Use Buildah to build
 * multi-platform images". An answer that does not do is named, with the reason in one sentence.
 */
export function scaffold(answers: ScaffoldAnswers): ScaffoldResult {
  const containerfile = readContainerfile(answers.containerfile);
  if ("message" in containerfile) return refuse("containerfile", containerfile.message);
  const targets = readTargets(answers.platforms);
  if ("message" in targets) return refuse("platforms", targets.message);
  const image = readImage(answers.image);
  if ("message" in image) return refuse("image", image.message);
  const twin = targets.find((target) => target.suffix === image.tag);
  if (twin) {
    return refuse(
      "image",
      `The image for ${twin.written} gets the tag ${twin.suffix}: choose another tag for the list.`,
    );
  }
  return { ok: true, text: writePipeline(containerfile, targets, image) };
}

function refuse(field: keyof ScaffoldAnswers, message: string): ScaffoldResult {
  return { ok: false, field, message };
}
