import { missingLogin } from "./missingLogin";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-after-use",
  summary: "A job logs in only after it has used the registry.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job: missingLogin("late", ({ isAfterScript }, { event }) => {
    const use = event.kind === "listAdd" ? "add" : "push";
    return `, which comes only after the ${use}${isAfterScript ? " (in after_script)" : ""}`;
  }),
};

export default rule;
