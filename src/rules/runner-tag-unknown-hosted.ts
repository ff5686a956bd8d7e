import { hostedRunner, isHostedName, meantHostedTag } from "../images/hostedRunners";
import { readTags } from "../images/tags";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-tag-unknown-hosted",
  summary: "A tag looks like that of a runner hosted by GitLab, but there is none of that name.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, instance }, { report, settings }) {
    for (const { node, value } of readTags(job, instance)) {
      const name = value.literal;
      // Who says what the tag means has a runner of that name.
      if (name === undefined || !isHostedName(name) || hostedRunner(name) || settings.runnerTags?.[name]) continue;
      const meant = meantHostedTag(name);
      report({
        at: value.location ?? node.origin,
        message: `${instance.name} asks for a runner with the tag ${name}, which GitLab.com does not have: the job is stuck until it times out.${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: () => (meant ? rewrite(value, meant, "unsafe") : []),
      });
    }
  },
};

export default rule;
