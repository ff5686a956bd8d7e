import { findFlag } from "../buildah/call";
import { formatPlatform } from "../buildah/platform";
import { joinNames } from "../images/describe";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-multi-idfile",
  summary: "A build for several platforms writes the id of one image.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, events }, { inFlow }) {
    for (const event of events) {
      if (event.kind !== "build" || !event.platforms || event.platforms.length < 2) continue;
      const { call, platforms } = event;
      const names = platforms.map(({ platform, value }) => (platform ? formatPlatform(platform) : value.display));
      for (const name of ["--iidfile", "--iidfile-raw", "--metadata-file"]) {
        const flag = findFlag(call, name);
        if (!flag?.isKnown || !flag.value?.flat) continue;
        inFlow((flow, { report }) =>
          report({
            at: flag.location,
            message: `${job.name} builds for ${joinNames(names)} and writes the id with ${name}: a file holds one id, and ${call.tool} ends with exit code 125 (“building multiple images, but … can only be used to store one image ID”).`,
            fixes: () => fixWith(`Remove ${name}`, "unsafe", removeFlag(flag, flow)),
          }),
        );
      }
    }
  },
};

export default rule;
