import { missingLogin } from "./missingLogin";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-missing",
  summary: "A job pushes to a registry without having logged in there.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job: missingLogin("none", () => ""),
};

export default rule;
