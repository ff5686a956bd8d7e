import { maxInstances } from "../gitlab/matrix";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "matrix-too-large",
  summary: "A job's parallel makes more jobs than GitLab allows.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { kind, name, subject, location, node } of pipeline.faults()) {
      if (kind !== "parallel-too-many") continue;
      const quote = node
        ? `parallel config must be less than or equal to ${maxInstances}`
        : `generates too many jobs (maximum is ${maxInstances})`;
      report({
        at: location,
        message: `${name} makes ${subject} jobs, more than ${maxInstances}: GitLab refuses the whole pipeline (“${quote}”).`,
      });
    }
  },
};

export default rule;
