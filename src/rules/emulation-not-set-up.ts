import { formatPlatform } from "../buildah/platform";
import { joinNames } from "../images/describe";
import { hasEmulation, runsNatively } from "../images/emulation";
import { runsForeignPrograms } from "../images/foreignBuilds";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "emulation-not-set-up",
  summary: "A job builds for several architectures on a hosted runner without setting up emulation.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    const { job, runner, events } = run;
    const { architecture, tag } = runner;
    if (!runner.isHosted || architecture === undefined || !tag || hasEmulation(run) !== false) return;
    for (const event of events) {
      const platforms = event.kind === "build" ? (event.platforms ?? []) : [];
      const foreign = platforms.filter(({ platform }) => platform && !runsNatively(platform, architecture));
      // A build for other architectures only is the business of runner-arch-mismatch.
      if (event.kind !== "build" || !foreign[0] || foreign.length === platforms.length) continue;
      inFlow((_, { report, containerfileOf, versionOf }) => {
        const runs = runsForeignPrograms(event, containerfileOf(event), versionOf(run));
        if (runs === false) return;
        const names = joinNames(foreign.map(({ platform }) => formatPlatform(platform!)));
        report({
          at: foreign[0]!.location,
          severity: runs ? "warning" : "info",
          message: `${job.name} builds for ${names} on ${tag.value.display}, whose architecture is ${architecture}, and sets up no emulation: ${runs ? "the first RUN of the Containerfile" : "a RUN of the Containerfile, if it has one,"} for another architecture ends with “exec format error”.`,
          related: [{ location: tag.location, message: `This runner's architecture is ${architecture}.` }],
        });
      });
    }
  },
};

export default rule;
