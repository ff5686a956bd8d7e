import type { LineRange, RunStep, WorkingCopy } from "../../protocol/messages";

/** What this machine can do for a build. Only the desktop's entry point has it: it starts processes. */
export interface Builder {
  readonly hostPlatform: () => string;
  /** What git says of a folder, given as a path. */
  readonly readWorkingCopy: (folder: string) => Promise<WorkingCopy>;
  /** Finds Buildah on the PATH, or checks the one that is named. */
  readonly findBuildah: (path?: string) => Promise<FoundBuildah | undefined>;
  /** What to tell a user who has no Buildah: how to install it on this system. Commands stand between backquotes. */
  readonly installAdvice: () => string;
  readonly runBuild: (options: BuildOptions) => RunningBuild;
}

export interface FoundBuildah {
  readonly path: string;
  /** `1.39.3`. */
  readonly versionText: string;
}

export interface BuildOptions {
  readonly buildah: string;
  readonly step: RunStep;
  /** Path of the project's folder. */
  readonly folder: string;
  readonly environment: Record<string, string>;
  readonly onOutput: (text: string) => void;
}

export interface RunningBuild {
  readonly done: Promise<BuildOutcome>;
  /** Ends the whole process group. */
  readonly cancel: () => void;
}

export interface BuildOutcome {
  readonly exitCode: number | undefined;
  readonly isCancelled: boolean;
  /** What failed and where, when that is known. */
  readonly failure?:
    | {
        readonly message: string;
        readonly at: "instruction" | "command";
        readonly uri: string;
        readonly range: LineRange;
      }
    | undefined;
}
