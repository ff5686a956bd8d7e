import { findFlag } from "../buildah/call";
import { isLoopback } from "../images/registry";
import type { Rule } from "./rule";

const flags = ["--creds", "--src-creds", "--dest-creds"];

const rule: Rule = {
  id: "login-creds-arg",
  summary: "A command has its credentials among its arguments.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  call(call, { job }, { report }) {
    const isLocal = call.positionals.some(({ value }) => isLoopback(value));
    for (const flag of flags.map((name) => findFlag(call, name))) {
      if (!flag?.value || isLocal) continue;
      const colon = flag.value.flat.indexOf(":");
      const password = colon < 0 ? undefined : flag.value.slice(colon + 1);
      // Where all of it is written and there is no password, it is asked for.
      if (password ? password.flat === "" : flag.value.literal !== undefined) continue;
      const isLiteral = password?.literal !== undefined;
      const where = isLiteral ? "a password stands in the file, for all who may read it, and " : "the password ";
      report({
        at: flag.location,
        severity: isLiteral ? "warning" : "info",
        message: `${job.name} runs ${call.tool} ${call.subcommand} with ${flag.name}: ${where}is in the arguments, which every process on the runner can read and a debug trace prints. A login with --password-stdin keeps it out of them.`,
      });
    }
  },
};

export default rule;
