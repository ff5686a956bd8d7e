import type { Containerfile, Stage } from "../containerfile/containerfile";
import { parentOf } from "../containerfile/stages";
import { expandInFrom } from "../containerfile/variables";
import { argumentsOf, type ContainerfileUse } from "../images/containerfileUses";
import { type NamedBase, readNamedBase } from "../images/namedBase";
import { describeBuilds, stagePlatformOf } from "../images/stagePlatform";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-arch-prefixed-base",
  summary: "The image begins with a base that is for another architecture by its name.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      const { base } = stage;
      if (!base || parentOf(file.stages, stage)) continue;
      const affected = usesOf(file).flatMap((use) => {
        const named = use.lineage.includes(stage) ? readBase(file, stage, use) : undefined;
        const targets = named ? (use.targets ?? []).filter((one) => one.architecture !== named.architecture) : [];
        return named && targets.length > 0 ? [{ use, named, targets }] : [];
      });
      const [first] = affected;
      if (!first) continue;
      const builds = describeBuilds(
        affected.map(({ use }) => use),
        affected.flatMap(({ targets }) => targets),
      );
      report({
        at: base.location,
        message: `${builds}, but ${first.named.word} in the base's name says ${first.named.architecture}: Buildah only warns, labels the image with the platform that was asked for and ends with exit code 0.`,
        fixes: () => writeCommonBase(stage, first.named),
      });
    }
  },
};

/** A stage with a platform of its own is for other rules. */
function readBase(file: Containerfile, stage: Stage, use: ContainerfileUse): NamedBase | undefined {
  const pinned = stagePlatformOf(file, stage, use);
  if (pinned && pinned.kind !== "target") return undefined;
  const image = expandInFrom(file, stage.base!.text, argumentsOf(use.build.call));
  return image === undefined ? undefined : readNamedBase(image);
}

/** The official image of the same name, which is for many platforms; the tag without the architecture. */
function writeCommonBase({ base }: Stage, { word }: NamedBase): readonly Fix[] {
  const { text, location } = base!;
  const official = text.replace(new RegExp(`^(?:docker\\.io/)?${word}/(?=[^/]+$)`), "docker.io/library/");
  const newText = official === text ? text.replace(new RegExp(`(:[^/]*)[-_.]${word}$`), "$1") : official;
  return newText === text ? [] : [{ title: `Write ${newText}`, edits: [replace(location, newText)], safety: "unsafe" }];
}

export default rule;
