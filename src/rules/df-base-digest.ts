import { parentOf } from "../containerfile/stages";
import { describeBuilds, stagePlatformOf } from "../images/stagePlatform";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-base-digest",
  summary: "A base that is pinned by its digest is the same for all platforms unless the digest is of an index.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      const { base } = stage;
      if (!base || !/@sha256:[0-9a-f]{64}$/.test(base.text) || parentOf(file.stages, stage)) continue;
      const uses = usesOf(file).filter((use) => {
        const pinned = stagePlatformOf(file, stage, use);
        return use.targets && use.stages.includes(stage) && (!pinned || pinned.kind === "target");
      });
      const targets = uses.flatMap((use) => use.targets ?? []);
      if (new Set(targets.map(({ architecture }) => architecture)).size < 2) continue;
      report({
        at: base.location,
        message: `${describeBuilds(uses, targets)}: that needs the digest of the image's index. With the digest of one image every platform gets that one, under its own label and with exit code 0. The digest itself does not tell which it is.`,
      });
    }
  },
};

export default rule;
