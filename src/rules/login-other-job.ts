import { missingLogin } from "./missingLogin";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-other-job",
  summary: "The login to a registry is in another job than the push.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job: missingLogin("otherJob", ({ run }) => ` (${run.job.name} logs in, but each job starts without credentials)`),
};

export default rule;
