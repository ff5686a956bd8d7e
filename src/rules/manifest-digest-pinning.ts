import { formatReference } from "../buildah/reference";
import { joinNames } from "../images/describe";
import { remoteKey } from "../images/publications";
import { reuseOf } from "../images/uniqueNames";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-digest-pinning",
  summary: "An image that the pipeline pushes is added to a manifest list by its tag, not by its digest.",
  severity: "hint",
  confidence: "likely",
  fixes: [],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const content = event.kind === "listAdd" ? run.added.get(event) : undefined;
      if (event.kind !== "listAdd" || content?.kind !== "remote" || event.image.digest) continue;
      const key = remoteKey(event.image);
      if (key === undefined || reuseOf(event.image) === "never") continue;
      inFlow((flow, { report }) => {
        const pushes = (flow.publications.get(key) ?? []).filter(({ run: other }) => other.job !== run.job);
        if (pushes.length === 0) return;
        report({
          at: event.image.location,
          message: `${run.job.name} adds ${formatReference(event.image)} by its tag: when another pipeline pushes that tag before, the list gets its image in place of the one that ${joinNames(pushes.map((push) => push.run.instance.name))} has pushed. The digest that push --digestfile writes names exactly this one.`,
        });
      });
    }
  },
};

export default rule;
