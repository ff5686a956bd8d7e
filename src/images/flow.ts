import type { BuildahCall } from "../buildah/call";
import type { Version } from "../buildah/version";
import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { Command } from "../shell/command";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import type { Content } from "./content";
import type { ImageEvent, ListAddEvent } from "./event";
import type { PlatformPush, Publication } from "./publications";
import type { Listing, Making } from "./runIndex";
import type { RunnerFacts } from "./runnerKnowledge";
import type { Take } from "./takes";
import type { Together } from "./together";
import type { BuildahVersion } from "./version";
import type { FileTexts } from "./writtenFiles";

export type * from "./event";

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
  /** The Buildah that runs, or what is assumed. */
  readonly buildah: BuildahVersion;
  /** Its version; undefined when nothing tells it. */
  readonly version: Version | undefined;
  /** before_script and script, in order. */
  readonly commands: readonly Command[];
  readonly calls: readonly BuildahCall[];
  readonly events: readonly ImageEvent[];
  /** What it sends to registries and files, in order. */
  readonly publications: readonly Publication[];
  /** What each add to a list takes, in order. */
  readonly added: ReadonlyMap<ListAddEvent, Content>;
  /** The images that it certainly takes from a registry into lists. */
  readonly takes: readonly Take[];
  /**
   * What the name that a command takes, or changes the list of, certainly stood for in local storage when the command
   * ran. A list is the same object for as long as it is there; what is in it is what was added in the end.
   */
  readonly named: ReadonlyMap<ImageEvent, Content>;
  /** The value of a variable when the script begins; undefined when not known. */
  readonly variable: (name: string) => Value | undefined;
  /** The small files that are there when it ends, as far as they are known. */
  readonly files: FileTexts;
  /** The variables that it hands to later jobs. */
  readonly dotenv: ReadonlyMap<string, Value>;
  /** What was pushed with the digest that a symbol stands for, by the symbol's key. */
  readonly digests: ReadonlyMap<string, Publication>;
  /**
   * Commands whose effect on images, logins and files cannot be known (`./build.sh`, `make`, `docker …`).
   * With `isComplete` false there are more that could not even be read.
   */
  readonly opaque: readonly Command[];
  /** False when a part of the script could not be read. */
  readonly isComplete: boolean;
}

/** A run that was read anew, and the one before it. */
export interface Replaced {
  readonly before: JobRun;
  readonly after: JobRun;
}

/** What a pipeline does to images: the one model that rules, run plans and views read. */
export interface ImageFlow extends Together {
  readonly pipeline: Pipeline;
  readonly runs: readonly JobRun[];
  /** Those of one job, in the order of its instances. */
  readonly runsOf: (job: Job) => readonly JobRun[];
  /** What goes to registries that all jobs share, by the key of the reference. */
  readonly publications: ReadonlyMap<string, readonly Publication[]>;
  /** What was pushed with the digest that a symbol stands for, by the symbol's key. */
  readonly digests: ReadonlyMap<string, Publication>;
  /** Images for one platform, by what their references have in common when they differ by the architecture only. */
  readonly families: ReadonlyMap<string, readonly PlatformPush[]>;
  /** What is put into lists and pushed as a list, by the key of the reference; what may be any image by {@link anyImage}. */
  readonly listed: ReadonlyMap<string, readonly Listing[]>;
  /** The builds, by the keys of the names that they give. */
  readonly makers: ReadonlyMap<string, readonly Making[]>;
  /**
   * True when `before`, or the instance of it, has certainly ended when `after` starts. Undefined when that cannot be
   * known.
   */
  readonly isOrdered: (before: Job, after: Job, instance?: Instance) => boolean | undefined;
  /** The jobs whose needs and stages decide what has ended when a job starts, itself among them. */
  readonly decidersOf: (job: Job) => ReadonlySet<Job>;
  /** Counts how often the pipeline was read. */
  readonly revision: number;
  /** The runs that took the place of others since the last revision; undefined: all may have. */
  readonly replaced: readonly Replaced[] | undefined;
}
