import { formatReference } from "../buildah/reference";
import { writeTransport } from "../images/callText";
import { isStaleAdd } from "../images/staleAdds";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-add-stale-local",
  summary: "A job adds the registry's image to a list though it has just built a new one.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const add of run.events) {
      if (add.kind !== "listAdd" || run.added.get(add)?.kind !== "remote") continue;
      const name = formatReference(add.image);
      inFlow((flow, { report }) => {
        if (!isStaleAdd(add, run, flow)) return;
        const isExplicit = add.image.transport === "docker";
        report({
          at: add.image.location,
          message: `${run.job.name} builds ${name} and adds it to a list before it pushes it: manifest add ${isExplicit ? "with docker:// asks the registry" : "asks the registry first"}, so it takes the image of an earlier pipeline${isExplicit ? ", or fails with “manifest unknown”" : " in place of the new one"}.`,
          fixes: () => {
            const word = add.call.positionals[1];
            const edit = word && writeTransport(word, add.image, "containers-storage:", flow);
            return edit
              ? [{ title: `Add the new image, containers-storage:${name}`, edits: [edit], safety: "unsafe" }]
              : [];
          },
        });
      });
    }
  },
};

export default rule;
