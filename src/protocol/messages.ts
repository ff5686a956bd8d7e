/**
 * The requests between the editor's client and the language server beyond the language server protocol itself.
 * Everything here is plain JSON. URIs are strings; lines and characters are zero-based, characters in UTF-16 units.
 */
import type { ScaffoldAnswers } from "./scaffold";

/** A part of a file in lines, as in the language server protocol. */
export interface LineRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Where something stands. */
export interface FilePlace {
  readonly uri: string;
  readonly range: LineRange;
}

/** Names of the requests. */
export const requests = {
  /** {@link ScaffoldAnswers} → {@link ScaffoldResult}. */
  scaffold: "buildahPipelines/scaffold",
  /** {@link BuildJobsParams} → {@link BuildJob}[]. */
  buildJobs: "buildahPipelines/buildJobs",
  /** {@link RunPlanParams} → {@link RunPlan}, or null when the job is gone. */
  runPlan: "buildahPipelines/runPlan",
  /** {@link ExplainLogParams} → {@link LogExplanation}. */
  explainLog: "buildahPipelines/explainLog",
  /** Nothing → {@link BuildNeeds}. */
  buildNeeds: "buildahPipelines/buildNeeds",
} as const;

/** Commands that the server's lenses and code actions, and the client's pages, name and the client carries out. */
export const commands = {
  /** Arguments: a pipeline's URI, a job instance's name. Both may be missing. */
  buildForHost: "buildahPipelines.buildForHostPlatform",
  /** Arguments: the snippet's text. */
  copySnippet: "buildahPipelines.copySnippet",
  /** Arguments: a rule's id. May be missing. */
  explainRule: "buildahPipelines.explainRule",
  /** Arguments: URI of a log. May be missing. */
  explainLog: "buildahPipelines.explainLog",
  /** Arguments: the registries to ask. May be missing. */
  checkMachine: "buildahPipelines.checkMachine",
  /** Asks for one more registry. Arguments: those asked before. The palette does not list it. */
  askRegistry: "buildahPipelines.askRegistry",
  /** Arguments: {@link FilePlace}, and true to show the quick fixes there. The palette does not list it. */
  openPlace: "buildahPipelines.openPlace",
} as const;

/** What the client tells the server at the start. */
export interface InitializationOptions {
  /** `linux/amd64`: the platform of the machine that would build. */
  readonly hostPlatform?: string;
  /** Folder URI of the rule pages: findings link to `<pages>/<rule>.md`. */
  readonly pages?: string;
}

/** The settings below `buildahPipelines`, besides those that `.buildah-pipelines.yml` may have too. */
export interface Settings {
  readonly lint: { readonly enable: boolean };
  readonly codeLens: { readonly enable: boolean };
  /** Told by the client, not set by people: true when something else checks and completes YAML. */
  readonly hasYamlSupport: boolean;
}

export const defaultSettings: Settings = {
  lint: { enable: true },
  codeLens: { enable: true },
  hasYamlSupport: false,
};

/** The file that the wizard's answers make, or the answer that does not do. */
export type ScaffoldResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly field: keyof ScaffoldAnswers; readonly message: string };

export interface BuildJobsParams {
  /** The pipeline, or a file that pipelines include. Without it the jobs of all pipelines of the workspace are meant. */
  readonly uri?: string;
}

/** A job instance that builds an image. */
export interface BuildJob {
  /** The entry file of the pipeline. */
  readonly pipeline: string;
  /** As GitLab shows it: `build: [amd64]`. */
  readonly job: string;
  /** Folder URI of the project: where the pipeline's paths begin, also those of a child pipeline. */
  readonly folder: string;
  /** The platforms it builds for, in normal form; empty: that of the machine it runs on. Unknown ones are left out. */
  readonly platforms: readonly string[];
  /** True when one of them is the host's, or none is named. */
  readonly isForHost: boolean;
  /** The file and place of the job's name. */
  readonly uri: string;
  readonly range: LineRange;
}

/** What is known of the working copy; the client asks git for it. Missing facts are asked of the user when needed. */
export interface WorkingCopy {
  /** Folder URI of the project: where the pipeline's paths begin. */
  readonly folder: string;
  /** Full commit id. */
  readonly sha?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly defaultBranch?: string;
  /** ISO 8601 time of the commit. */
  readonly timestamp?: string;
}

export interface RunPlanParams {
  readonly pipeline: string;
  readonly job: string;
  readonly hostPlatform: string;
  readonly workingCopy: WorkingCopy;
  /** Answers to the questions of an earlier plan, by id. */
  readonly answers: Readonly<Record<string, string>>;
}

/** A value that the pipeline's files do not tell. */
export interface RunQuestion {
  /** A variable's name, or the source text of an expression. */
  readonly id: string;
  /** What is asked, in one line. */
  readonly prompt: string;
  /** True when the answer must not be shown or stored. */
  readonly isSecret: boolean;
}

/** A value that stands in for what GitLab would set. */
export interface RunValue {
  readonly name: string;
  readonly value: string;
  /** Where the value comes from, in a few words: `from git`, `local stand-in`, `your answer`. */
  readonly source: string;
  readonly isSecret: boolean;
}

/** One `buildah build`, ready to run. With questions left it must not be run. */
export interface RunStep {
  /** The arguments after `buildah`, the first being `build`. */
  readonly arguments: readonly string[];
  /** The working directory, relative to the project's folder. */
  readonly directory: string;
  /** Where the command stands. */
  readonly uri: string;
  readonly range: LineRange;
  /** The Containerfile it builds, when it is in the workspace: failures are shown at its instructions. */
  readonly containerfile: { readonly uri: string; readonly instructions: readonly RunInstruction[] } | undefined;
}

/** One instruction of a Containerfile. */
export interface RunInstruction {
  /** Zero-based number of the stage. */
  readonly stage: number;
  readonly keyword: string;
  readonly text: string;
  readonly range: LineRange;
}

/** What *Build for Host Platform* would do. */
export interface RunPlan {
  readonly job: string;
  /** The platforms that are built, in normal form; empty: the host's. */
  readonly platforms: readonly string[];
  readonly steps: readonly RunStep[];
  /** Variables of the job that Buildah reads from its environment: `BUILDAH_FORMAT`, `STORAGE_DRIVER` … */
  readonly environment: Readonly<Record<string, string>>;
  readonly values: readonly RunValue[];
  readonly questions: readonly RunQuestion[];
  /** What differs from the run on GitLab, each in one sentence: shown before the run. */
  readonly notes: readonly string[];
}

export interface ExplainLogParams {
  /** A job's log, or what a command printed. */
  readonly text: string;
}

/** Why a job failed. */
export interface LogExplanation {
  /** The likeliest first. Empty when nothing is known of what the log says. */
  readonly causes: readonly LogCause[];
  /** The first line that says that something failed. */
  readonly firstError?: QuotedLine;
}

/** A line of a log, without what only a terminal shows. */
export interface QuotedLine {
  /** Zero-based, counted by line feeds. */
  readonly line: number;
  readonly text: string;
}

/** One thing that may have made a job fail. */
export interface LogCause {
  /** Stays for good. */
  readonly id: string;
  /** The line that tells it. */
  readonly quote: QuotedLine;
  /** What happened, in one or two sentences. */
  readonly title: string;
  /** What to do about it, in sentences. */
  readonly fix: string;
  /** The job, as GitLab shows it. */
  readonly job?: string;
  /** What a person must look at. */
  readonly place?: FilePlace;
  /** What a rule says of the same failure, there; `fix` is the title of its quick fix. */
  readonly finding?: { readonly rule: string; readonly message: string; readonly fix?: string };
}

/** What the files of the workspace want of machines that build. */
export interface BuildNeeds {
  /** The platforms that are built for, in normal form; the usual ones where no pipeline tells. Never empty. */
  readonly platforms: readonly string[];
  /** What the runner configurations say. */
  readonly runners: readonly MachineCheck[];
}

/** One thing that builds depend on. */
export interface MachineCheck {
  /** Stays for good. */
  readonly id: string;
  /** `failure`: nothing builds; `warning`: something does not, or is slow; `unknown`: it could not be tried. */
  readonly state: "ok" | "warning" | "failure" | "unknown";
  /** One sentence without a full stop. */
  readonly message: string;
  /** What to do about it; commands of some stand between backquotes. */
  readonly fix?: string | undefined;
  /** What stands in the way, in files. */
  readonly places?: readonly FilePlace[];
}
