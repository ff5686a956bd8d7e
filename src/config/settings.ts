import type { Severity } from "../text/finding";

/** How bad the findings of a rule are, or that it is not to be run. */
export type Level = Severity | "off";

/** What a person says of the runners that have a tag. */
export interface RunnerTag {
  /** `amd64`, `arm64` …: of the machine. */
  readonly architecture?: string;
  /** True when the job's container has all rights. */
  readonly privileged?: boolean;
  /** True for GitLab's own runners: a fresh machine for each job. */
  readonly hosted?: boolean;
  /** The `name` of the runner's entry in a `config.toml` of the workspace. */
  readonly runner?: string;
}

/** What people set for a project. What is not set is undefined: then the files tell, or nothing does. */
export interface Settings {
  /** By rule id. */
  readonly rules?: Readonly<Record<string, Level>>;
  /** Entry files besides those that have the usual names: patterns, relative to the folder of the settings. */
  readonly files?: readonly string[];
  /** By tag. */
  readonly runnerTags?: Readonly<Record<string, RunnerTag>>;
  /** True when images and logins outlive a job on runners of one's own. */
  readonly persistentStorage?: boolean;
  /** Variables that are set outside of the files: in the project's settings, by who starts the pipeline. */
  readonly knownVariables?: readonly string[];
  /** The Buildah of images whose names do not tell: `1.39`. */
  readonly buildahVersion?: string;
}

/** Several settings as one: of a rule, a tag or a single value the last one that sets it counts; lists add up. */
export function mergeSettings(all: readonly Settings[]): Settings {
  const merged = Object.assign({}, ...all) as Settings;
  const lists = <K extends "files" | "knownVariables">(key: K) => [...new Set(all.flatMap((one) => one[key] ?? []))];
  return {
    ...merged,
    rules: Object.assign({}, ...all.map(({ rules }) => rules)),
    runnerTags: Object.assign({}, ...all.map(({ runnerTags }) => runnerTags)),
    files: lists("files"),
    knownVariables: lists("knownVariables"),
  };
}
