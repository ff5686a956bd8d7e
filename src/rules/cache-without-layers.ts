import { findFlag } from "../buildah/call";
import { isBefore } from "../buildah/version";
import { insertFlags } from "../images/callText";
import { usesLayers } from "../images/layers";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "cache-without-layers",
  summary: "A build has a cache for layers but makes none.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, run, { inFlow, versionOf }) {
    if (call.subcommand !== "build") return;
    const flag = ["--cache-from", "--cache-to", "--cache-ttl"]
      .map((name) => findFlag(call, name))
      .find((one) => one?.isKnown);
    const buildah = versionOf(run);
    // Before 1.27 --cache-from is without effect in any case.
    if (!flag || (buildah.source !== "newest" && isBefore(buildah.version, 1, 27))) return;
    inFlow((flow, { report, settings }) => {
      if (usesLayers(call, run, flow, settings) !== false) return;
      report({
        at: flag.location,
        message: `${run.job.name} builds with ${flag.name} but without --layers: ${call.tool} then makes no layers to keep and looks for none, ends with exit code 0, and the cache is never used.`,
        fixes: () =>
          findFlag(call, "--layers") ? [] : fixWith("Add --layers", "unsafe", insertFlags(call, "--layers", flow)),
      });
    });
  },
};

export default rule;
