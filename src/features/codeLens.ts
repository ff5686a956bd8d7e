import type { CodeLens } from "vscode-languageserver-types";
import { type BuildJob, commands } from "../protocol/messages";
import type { FileId } from "../text/span";
import type { Analysis } from "./analysis";
import { findBuildJobs } from "./buildJobs";

/** A lens above each job of a file that builds an image: it builds the image on this machine. */
export function makeCodeLenses(analysis: Analysis, file: FileId, hostPlatform: string): CodeLens[] {
  return findBuildJobs(analysis, file, hostPlatform)
    .filter((job) => job.uri === file)
    .map((job) => {
      const instance = /: (\[.*\])$/.exec(job.job)?.[1];
      const title = ["$(play) Build", aim(job, hostPlatform), instance].filter(Boolean).join(" ");
      return {
        range: job.range,
        command: { title, command: commands.buildForHost, arguments: [job.pipeline, job.job] },
      };
    });
}

/** What the build is for; undefined when that cannot be known. */
function aim({ isForHost, platforms }: BuildJob, hostPlatform: string): string | undefined {
  if (isForHost) return `for ${hostPlatform}`;
  return platforms.length > 0 ? `for ${platforms.join(", ")} (emulated)` : undefined;
}
