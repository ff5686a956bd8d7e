import { type BuildahCall, findFlag } from "../buildah/call";
import { joinNames } from "../images/describe";
import { JobEnvironment } from "../images/environment";
import type { JobRun } from "../images/flow";
import type { Value } from "../text/value";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** What `--format` may be. Measured with 1.28.2 and 1.39.3. */
const formats: ReadonlyMap<string, readonly string[]> = new Map([
  ["build", ["oci", "docker"]],
  ["manifest push", ["oci", "v2s2", "docker"]],
  ["push", ["oci", "v2s1", "v2s2", "docker"]],
]);

const rule: Rule = {
  id: "format-invalid",
  summary: "An image format is none that the command knows.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  call(call, run, { inFlow }) {
    const allowed = formats.get(call.subcommand);
    const text = allowed && readFormat(call, run);
    const written = text?.value.literal;
    if (!allowed || !text || !written || allowed.includes(written)) return;
    const { value, name } = text;
    const answer = call.subcommand === "build" ? `unrecognized image type "${written}"` : `unknown format "${written}"`;
    inFlow((_flow, { report }) =>
      report({
        at: value.location ?? call.location,
        message: `${run.job.name} has ${name} ${written}: ${call.tool} ${call.subcommand} knows ${joinNames(allowed, 4)} and ends with exit code 125 (“${answer}”).`,
        fixes: () => {
          const lower = written.toLowerCase();
          const meant = /^v2s\d$/.test(lower) ? "docker" : lower;
          if (allowed.includes(meant)) return rewrite(value, meant, lower === "v2s1" ? "unsafe" : "safe");
          return rewrite(value, /^oci/.test(lower) ? "oci" : "docker", "unsafe");
        },
      }),
    );
  },
};

/** The format that a command is given, and by what; a push does not look at the variable. */
function readFormat(call: BuildahCall, run: JobRun): { readonly name: string; readonly value: Value } | undefined {
  const flag = findFlag(call, "--format");
  if (flag) return flag.value && { name: "--format", value: flag.value };
  if (call.subcommand !== "build" || call.hasUnknownWords) return undefined;
  const value = new JobEnvironment(run, call.command).get("BUILDAH_FORMAT");
  return value && { name: "BUILDAH_FORMAT", value };
}

export default rule;
