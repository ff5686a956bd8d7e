import { missingLogin } from "./missingLogin";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-lost-by-override",
  summary: "A job replaces or does not inherit the before_script that logs in.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job: missingLogin("override", ({ lost }, _, { job }) => {
    const owner = lost.path.length > 1 ? `of ${lost.path[0]}` : "at the top level";
    return job.body.entries.has("before_script")
      ? ` (its before_script replaces the one ${owner}, which logs in)`
      : ` (it does not inherit the before_script ${owner}, which logs in)`;
  }),
};

export default rule;
