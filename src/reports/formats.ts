import { formatCodeQuality } from "./codeQuality";
import { formatGithub } from "./github";
import { formatJson } from "./json";
import { formatJunit } from "./junit";
import type { Report } from "./report";
import { formatSarif } from "./sarif";
import { formatText } from "./text";

/** Every format of `lint --format`, by name. */
export const formats: Readonly<Record<string, (report: Report) => string>> = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  codequality: formatCodeQuality,
  junit: formatJunit,
  github: formatGithub,
};
