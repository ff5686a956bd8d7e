import { hasRegistry, readReference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import { repeatWord } from "../images/callText";
import { describeVersion } from "../images/version";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-push-one-arg-old",
  summary: "A Buildah that needs a destination pushes a manifest list without one.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, run, { inFlow, versionOf }) {
    const [list, ...others] = call.positionals;
    if (call.tool !== "buildah" || call.subcommand !== "manifest push" || call.hasUnknownWords) return;
    if (!list || others.length > 0) return;
    const version = versionOf(run);
    if (!isBefore(version.version, 1, 31)) return;
    inFlow((flow, { report }) =>
      report({
        at: list.location,
        message: `${run.job.name} pushes ${list.value.display} with ${describeVersion(version)}, where manifest push takes the destination too: it ends with exit code 125 (“requires at least 2 arg(s), only received 1”).`,
        fixes: () => {
          const { repository, transport } = readReference(list.value, list.location);
          const isWhole = transport === undefined && hasRegistry(repository) && repository.isKnown;
          const edit = isWhole ? repeatWord(list, "docker://", flow) : undefined;
          return edit ? [{ title: `Push it to docker://${list.value.display}`, edits: [edit], safety: "safe" }] : [];
        },
      }),
    );
  },
};

export default rule;
