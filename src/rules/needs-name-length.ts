import { neededNames } from "../gitlab/neededNames";
import type { Rule } from "./rule";

/** In characters (lib/gitlab/ci/yaml_processor.rb, app/models/ci/build_need.rb). */
const longest = 128;

const rule: Rule = {
  id: "needs-name-length",
  summary: "A job needs a job whose name is too long to be needed.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipelineJob(job, { pipeline }, { report }) {
    for (const need of job.needs.state === "known" ? job.needs.value : []) {
      if (!pipeline.findNeeded(need, job.instances[0]!)) continue;
      const name = neededNames(need, job.instances[0]!, pipeline).find((one) => one.length > longest);
      // Characters are fewer than units.
      const length = name === undefined ? 0 : [...name].length;
      if (length <= longest) continue;
      report({
        at: need.location,
        message: `${job.name} needs a job whose name, with the values of its matrix, has ${length} characters: GitLab refuses the whole pipeline (“name is too long (maximum is ${longest} characters)”).`,
      });
    }
  },
};

export default rule;
