import { findFlag } from "../buildah/call";
import { inQuotes, textAt } from "../images/scriptText";
import { isWithin } from "../images/sharing";
import { replace } from "../text/finding";
import { isSameLocation } from "../text/span";
import type { Rule } from "./rule";

/** Variables that are empty where a project has no registry, no deploy token or no proxy. */
const mayBeEmpty = /^CI_(REGISTRY|DEPLOY|DEPENDENCY_PROXY)_USER$/;

const rule: Rule = {
  id: "login-unquoted",
  summary: "The user of a login is a variable without quotes.",
  severity: "info",
  confidence: "certain",
  fixes: ["safe"],
  call(call, run, { inFlow }) {
    const flag = call.subcommand === "login" ? findFlag(call, "--username") : undefined;
    const [piece, ...others] = flag?.value?.pieces ?? [];
    if (!flag?.valueLocation || piece?.kind !== "symbol" || others.length > 0 || !mayBeEmpty.test(piece.name)) return;
    const { valueLocation } = flag;
    // Quotes stand around it: its text need not be read, which would have to be done at each analysis.
    if (isWithin(piece.origin, valueLocation) && !isSameLocation(piece.origin, valueLocation)) return;
    inFlow((flow, { report }) => {
      const written = textAt(valueLocation, flow);
      if (!/^\$\{?\w+\}?$/.test(written)) return;
      // Joined to its flag an empty value takes no other word's place.
      if (valueLocation.span.start === flag.nameLocation.span.end) return;
      const quoted = inQuotes(written, call.command, run, flow);
      report({
        at: valueLocation,
        message: `${run.job.name} logs in as ${written} without quotes: where that is empty, ${call.tool} takes the next word for the user, and the error says nothing of the variable.`,
        fixes: () =>
          quoted
            ? [{ title: `Put ${written} in quotes`, edits: [replace(valueLocation, quoted)], safety: "safe" }]
            : [],
      });
    });
  },
};

export default rule;
