import type { CodeLens } from "vscode-languageserver-types";
import { type BuildJob, commands } from "../protocol/messages";
import type { FileId } from "../text/span";
import type { Analysis } from "./analysis";
import { findBuildJobs } from "./buildJobs";

/** A lens above each job of a file that builds an image: it builds the image on this machine. */
export function makeCodeLenses(analysis: Analysis, file: FileId, hostPlatform: string): CodeLens[] {
  const lenses = findBuildJobs(analysis, file, hostPlatform)
    .filter((job) => job.uri === file)
    .map((job) => {
      const instance = /: (\[.*\])$/.exec(job.job)?.[1];
      const title = ["$(play) Build", aim(job, hostPlatform), instance].filter(Boolean).join(" ");
      return {
        range: job.range,
        command: { title, command: commands.buildForHost, arguments: [job.pipeline, job.job] },
      };
    });
  // A job of several pipelines is built as it is in the first one.
  const seen = new Set<string>();
  return lenses.filter(({ range, command }) => {
    const key = `${range.start.line} ${command.title}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What the build is for; undefined when that cannot be known. */
function aim({ isForHost, platforms }: BuildJob, hostPlatform: string): string | undefined {
  if (isForHost) return `for ${hostPlatform}`;
  return platforms.length > 0 ? `for ${platforms.join(", ")} (emulated)` : undefined;
}
