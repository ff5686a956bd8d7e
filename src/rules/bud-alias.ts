import { isBefore } from "../buildah/version";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "bud-alias",
  summary: "A build is called by its old name, bud.",
  severity: "hint",
  confidence: "likely",
  fixes: ["safe"],
  call(call, run, { inFlow, versionOf }) {
    if (call.tool !== "buildah" || call.subcommand !== "build") return;
    const word = call.command.words.find(({ value }) => /^(bud|build-using-dockerfile)$/.test(value.literal ?? ""));
    const buildah = versionOf(run);
    // An older one has only the old names.
    if (!word || (buildah.source !== "newest" && isBefore(buildah.version, 1, 22))) return;
    inFlow((_flow, { report }) =>
      report({
        at: word.value.location ?? word.location,
        message: `${run.job.name} calls buildah ${word.value.flat}, an old name of buildah build: it does the same, and the documentation describes it under the new name.`,
        fixes: () => rewrite(word.value, "build", "safe"),
      }),
    );
  },
};

export default rule;
