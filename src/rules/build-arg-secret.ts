import { findFlags } from "../buildah/call";
import { replace } from "../text/finding";
import type { Value } from "../text/value";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

/** Names of what nobody else is to see; a public key, a cache key and the like are none. */
const secretName =
  /(^|_)(PASS|PASSWD|PASSWORD|PASSPHRASE|TOKEN|SECRET|CREDENTIALS?|(API|PRIVATE|ACCESS|SECRET|SSH|DEPLOY|SIGNING|LICENSE|AUTH)_?KEY)$/i;

const rule: Rule = {
  id: "build-arg-secret",
  summary: "A secret goes into a build as an argument.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, { job }, { inFlow }) {
    if (call.subcommand !== "build") return;
    for (const flag of findFlags(call, "--build-arg")) {
      const secret = flag.value && findSecret(flag.value);
      if (!secret) continue;
      const name = flag.value!.flat.split("=", 1)[0]!;
      inFlow((flow, { report }) =>
        report({
          at: flag.location,
          message: `${job.name} gives ${secret} to its build with --build-arg: the history of the image holds the arguments of each RUN, and whoever can pull the image can read it.`,
          fixes: () => {
            const newText = `--secret id=${name},env=${secret}`;
            const { file, span } = flag.location;
            const written = flow.pipeline.files.get(file)?.text.slice(span.start, span.end) ?? "";
            // Where the name comes from a variable, another job may have another one there.
            const isWritten = /^\w+$/.test(name) && written.includes(name) && removeFlag(flag, flow) !== undefined;
            return isWritten ? fixWith(`Write ${newText}`, "unsafe", replace(flag.location, newText)) : [];
          },
        }),
      );
    }
  },
};

/** The secret variable that an argument takes its value from. */
function findSecret(value: Value): string | undefined {
  const equals = value.flat.indexOf("=");
  if (equals < 0) return value.literal !== undefined && secretName.test(value.literal) ? value.literal : undefined;
  const [piece, ...others] = value.slice(equals + 1).pieces;
  if (others.length > 0) return undefined;
  const name = piece?.kind === "symbol" ? piece.name : piece?.kind === "unknown" ? piece.variable : undefined;
  return name !== undefined && secretName.test(name) ? name : undefined;
}

export default rule;
