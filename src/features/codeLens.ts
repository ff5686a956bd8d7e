import type { CodeLens } from "vscode-languageserver-types";
import { commands } from "../protocol/messages";
import type { FileId } from "../text/span";
import type { Analysis } from "./analysis";
import { findBuildJobs } from "./buildJobs";

/** A lens above each job of a file that builds an image: it builds the image on this machine. */
export function makeCodeLenses(analysis: Analysis, file: FileId, hostPlatform: string): CodeLens[] {
  return findBuildJobs(analysis, file, hostPlatform)
    .filter((job) => job.uri === file)
    .map((job) => {
      const instance = /: (\[.*\])$/.exec(job.job)?.[1];
      const platform = job.isForHost ? hostPlatform : job.platforms.join(", ");
      const title = [`$(play) Build for ${platform}`, instance, job.isForHost ? undefined : "(emulated)"]
        .filter(Boolean)
        .join(" ");
      return {
        range: job.range,
        command: { title, command: commands.buildForHost, arguments: [job.pipeline, job.job] },
      };
    });
}
