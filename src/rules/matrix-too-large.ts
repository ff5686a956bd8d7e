import { countInstances, maxInstances } from "../gitlab/matrix";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "matrix-too-large",
  summary: "A job's parallel makes more jobs than GitLab allows.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { name, body, hasAllInstances } of pipeline.jobs.values()) {
      if (hasAllInstances) continue;
      const parallel = getValue(body, "parallel");
      const count = parallel && countInstances(parallel);
      if (count === undefined || count <= maxInstances) continue;
      const quote =
        parallel!.kind === "scalar"
          ? `parallel config must be less than or equal to ${maxInstances}`
          : `generates too many jobs (maximum is ${maxInstances})`;
      report({
        at: body.entries.get("parallel")!.key.location,
        message: `${name} makes ${count} jobs, more than ${maxInstances}: GitLab refuses the whole pipeline (“${quote}”).`,
      });
    }
  },
};

export default rule;
