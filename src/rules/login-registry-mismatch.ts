import { joinNames } from "../images/describe";
import { formatRegistry } from "../images/registry";
import { missingLogin } from "./missingLogin";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-registry-mismatch",
  summary: "A job logs in to another registry than the one that it pushes to.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job: missingLogin(
    "otherRegistry",
    (_, { others }) => ` (it logs in to ${joinNames(others.map(formatRegistry))} only)`,
  ),
};

export default rule;
