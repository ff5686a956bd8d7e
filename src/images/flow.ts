import type { BuildahCall, Flag } from "../buildah/call";
import type { Platform, PlatformReading } from "../buildah/platform";
import type { Reference } from "../buildah/reference";
import type { Version } from "../buildah/version";
import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { Command } from "../shell/command";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import type { RunnerFacts } from "./runnerKnowledge";

/** A platform that a build asks for. */
export interface PlatformUse {
  /** Undefined when it cannot be known or is malformed. */
  readonly platform: Platform | undefined;
  /** As written. */
  readonly value: Value;
  /** Where it is written: the variable's value when it comes from a variable, else the word of the command. */
  readonly location: Location;
  /** What it reads as; undefined when a part of it is not known. */
  readonly reading: PlatformReading | undefined;
  /** The `--platform` that holds it. */
  readonly flag: Flag;
  /** Where in the flag's value it begins: an index of `flat`. */
  readonly start: number;
}

/** What one command does to images. All happen in the order of the script. */
export type ImageEvent =
  | BuildEvent
  | PushEvent
  | ListPushEvent
  | {
      readonly kind: "obtain";
      readonly call: BuildahCall /** Names that exist in local storage from here on. */;
      readonly names: readonly Reference[];
    }
  | {
      readonly kind: "login";
      readonly call: BuildahCall /** Undefined when no registry is given. */;
      readonly registry: Value | undefined;
    }
  | { readonly kind: "logout"; readonly call: BuildahCall }
  | { readonly kind: "listCreate"; readonly call: BuildahCall; readonly list: Reference }
  | ListAddEvent
  | { readonly kind: "listRemove"; readonly call: BuildahCall; readonly list: Reference };

/** An image or, for several platforms, images are built. */
export interface BuildEvent {
  readonly kind: "build";
  readonly call: BuildahCall;
  /** Names given with `-t`. */
  readonly names: readonly Reference[];
  /** The list given with `--manifest`. */
  readonly list: Reference | undefined;
  /** Empty: no platform is asked for, the runner's is taken. Undefined: not to be known. */
  readonly platforms: readonly PlatformUse[] | undefined;
}

/** An image goes from local storage to a registry or a file. */
export interface PushEvent {
  readonly kind: "push";
  readonly call: BuildahCall;
  readonly source: Reference;
  readonly destination: Reference;
}

/** An image is added to a list; `manifest create LIST IMAGE` counts too. */
export interface ListAddEvent {
  readonly kind: "listAdd";
  readonly call: BuildahCall;
  readonly list: Reference;
  readonly image: Reference;
}

/** A list goes to a registry. */
export interface ListPushEvent {
  readonly kind: "listPush";
  readonly call: BuildahCall;
  readonly list: Reference;
  readonly destination: Reference;
}

/** The runner that takes a job, as far as its tags tell. */
export interface Runner {
  /** `amd64`, `arm64` …; undefined when the tags do not tell for certain. */
  readonly architecture: string | undefined;
  /** True for the runners that GitLab.com hosts: those run privileged, with fresh storage for each job. */
  readonly isHosted: boolean;
  /** What people have said of it in settings. */
  readonly facts: RunnerFacts;
  /** The tag that tells. */
  readonly tag: { readonly value: Value; readonly location: Location } | undefined;
  /** True when the tags could not be read. */
  readonly isUnknown: boolean;
}

/** One job instance and what it does to images. */
export interface JobRun {
  readonly job: Job;
  readonly instance: Instance;
  readonly runner: Runner;
  /** The version of Buildah in the job's image; undefined when its name does not tell. */
  readonly version: Version | undefined;
  /** before_script and script, in order. */
  readonly commands: readonly Command[];
  readonly calls: readonly BuildahCall[];
  readonly events: readonly ImageEvent[];
  /**
   * Commands whose effect on images, logins and files cannot be known (`./build.sh`, `make`, `docker …`).
   * With `isComplete` false there are more that could not even be read.
   */
  readonly opaque: readonly Command[];
  /** False when a part of the script could not be read. */
  readonly isComplete: boolean;
}

/** What a pipeline does to images: the one model that rules, run plans and views read. */
export interface ImageFlow {
  readonly pipeline: Pipeline;
  readonly runs: readonly JobRun[];
  /** True when `before` has certainly ended when `after` starts. Undefined when that cannot be known. */
  readonly isOrdered: (before: Job, after: Job) => boolean | undefined;
  /** True when both jobs are in one pipeline whenever either is. False also when that cannot be known. */
  readonly isTogether: (a: Job, b: Job) => boolean;
}
