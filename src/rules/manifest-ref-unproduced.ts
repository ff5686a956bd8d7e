import { formatReference } from "../buildah/reference";
import { findUnproducedAdds } from "../images/unproduced";
import { rename } from "./rename";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-ref-unproduced",
  summary: "A manifest list is made of an image that no job pushes, while a job pushes one of nearly that name.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline(flow, { report }) {
    for (const { run, add, meant } of findUnproducedAdds(flow)) {
      const { destination } = meant.event;
      const [name, other] = [add.image, destination].map(formatReference);
      report({
        at: add.image.location,
        message: `${run.job.name} adds ${name}, which no job pushes; ${meant.run.instance.name} pushes ${other}, and no list has that. It takes what an earlier pipeline has left under the name, or fails with “manifest unknown”. Is ${other} meant?`,
        related: [{ location: destination.location, message: `${meant.run.instance.name} pushes ${other} here.` }],
        fixes: () => {
          const edit = rename(add.image, destination, add.call.location);
          return edit ? [{ title: `Add ${other}`, edits: [edit], safety: "unsafe" }] : [];
        },
      });
    }
  },
};

export default rule;
