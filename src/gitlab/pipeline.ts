import type { ScriptText } from "../shell/command";
import type { FileId, Location } from "../text/span";
import type { Value } from "../text/value";
import type { MapNode, ScalarNode, YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import type { Condition } from "./conditions/condition";
import type { Fault } from "./fault";
import type { Provenance } from "./provenance";

/** A value of the pipeline: known, certainly absent, or not to be known from the files at hand. */
export type Setting<T> =
  | { readonly state: "known"; readonly value: T; readonly location: Location }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly reason: string };

/** One entry of `needs`. Which instances it names depends on the instance that needs them: see `Pipeline.findNeeded`. */
export interface Need {
  /** The name as it is written, of a job or an instance; undefined when it is not known or lies in another pipeline. */
  readonly job: string | undefined;
  /** The same with `$[[ matrix.… ]]` in it, which differ by instance. */
  readonly name: ScalarNode | undefined;
  /** The instances that `parallel:` picks; undefined: all. */
  readonly parallel: YamlNode | undefined;
  readonly isOptional: boolean;
  /** False when the job's artifacts are not fetched. */
  readonly takesArtifacts: boolean;
  /** The job's name in the file. */
  readonly location: Location;
  /** True when the name stands in the file letter by letter. */
  readonly isEditable: boolean;
}

/** What an entry of `needs` stands for. */
export interface Needed {
  readonly job: Job;
  /** Which of its instances; undefined when that is not known. */
  readonly instances: readonly Instance[] | "all" | undefined;
  /** The names that `parallel:` picks but that no instance has: GitLab refuses the pipeline for them. */
  readonly unmatched: readonly string[];
}

/** One run of a job: a job without `parallel` has one, others one for each number or combination. */
export interface Instance {
  /** As GitLab shows it: `build: [amd64]`, `test 1/2`. */
  readonly name: string;
  /** The variables of the combination, not expanded. */
  readonly matrix: ReadonlyMap<string, ScalarNode>;
  /** CI_NODE_INDEX and CI_NODE_TOTAL; undefined without `parallel`. */
  readonly node?: { readonly index: number; readonly total: number };
}

/** The options of `image:` beside its name. */
export interface ImageOptions {
  readonly entrypoint: Setting<readonly YamlNode[]>;
  /** `docker:platform`: the platform of which the job's image is taken. */
  readonly platform: Setting<string>;
  readonly user: Setting<string>;
  readonly pullPolicy: Setting<readonly YamlNode[]>;
}

/** `trigger:`. */
export interface Trigger {
  /** The project of the other pipeline; absent for a child pipeline. */
  readonly project: Setting<string>;
  /** Where a child pipeline is defined. */
  readonly include: Setting<readonly YamlNode[]>;
  readonly strategy: Setting<string>;
}

/** `artifacts:`, as far as other jobs get it. */
export interface Artifacts {
  readonly paths: Setting<readonly YamlNode[]>;
  /** The files of `reports:dotenv`, whose variables later jobs get. */
  readonly dotenv: Setting<readonly YamlNode[]>;
}

/** Where a variable of a job is set, the strongest level first. */
export type VariableLevelName = "rules" | "matrix" | "job" | "workflow" | "global";

/** Where the value of a variable comes from. */
export interface VariableOrigin {
  readonly level: VariableLevelName;
  /** The value as it is written, not expanded. */
  readonly node: YamlNode;
  /** The value in the file. */
  readonly location: Location;
}

/** A job as GitLab will run it, with what it inherits. Texts are as written: variables in them are not expanded. */
export interface Job {
  readonly name: string;
  /** The job's key in the file that defines it last. */
  readonly location: Location;
  /** The job's own mapping, before anything is inherited: where keys are added. */
  readonly source: MapNode;
  /** The job after `extends` and `!reference`. */
  readonly body: MapNode;
  /** The keywords of the job with those that it inherits from `default` and its old global forms. */
  readonly keywords: () => ReadonlyMap<string, YamlNode>;
  readonly stage: Setting<string>;
  readonly needs: Setting<readonly Need[]>;
  /** The names of the jobs whose artifacts are fetched. */
  readonly dependencies: Setting<readonly string[]>;
  readonly tags: Setting<readonly YamlNode[]>;
  readonly image: Setting<string>;
  readonly imageOptions: Setting<ImageOptions>;
  readonly services: Setting<readonly YamlNode[]>;
  /** `hooks:pre_get_sources_script`. */
  readonly preGetSourcesScript: Setting<readonly ScriptText[]>;
  readonly beforeScript: Setting<readonly ScriptText[]>;
  /** Unknown for a job with `run:`. */
  readonly script: Setting<readonly ScriptText[]>;
  readonly afterScript: Setting<readonly ScriptText[]>;
  readonly trigger: Setting<Trigger>;
  readonly artifacts: Setting<Artifacts>;
  readonly when: Setting<string>;
  /** True, false, or the exit codes that are allowed. */
  readonly allowFailure: Setting<boolean | readonly YamlNode[]>;
  readonly environment: Setting<string>;
  readonly resourceGroup: Setting<string>;
  readonly interruptible: Setting<boolean>;
  readonly idTokens: Setting<readonly string[]>;
  readonly secrets: Setting<readonly string[]>;
  /** In which pipelines an instance is: `rules`, `only`, `except` and `workflow`. */
  readonly condition: (instance: Instance) => Condition;
  readonly instances: readonly Instance[];
  /** False when `parallel` could not be read: there may be more instances. */
  readonly hasAllInstances: boolean;
  /** The value of a variable when the script of an instance begins; undefined when not known. */
  readonly variable: (instance: Instance, name: string) => Value | undefined;
  /** Where the pipeline's files set a variable; undefined when they do not, or when that is not known. */
  readonly variableOrigin: (instance: Instance, name: string) => VariableOrigin | undefined;
  /** The names of the variables that the pipeline's files set for the job. */
  readonly variableNames: readonly string[];
  /** Where the value of a keyword comes from: `["image"]`, `["variables", "TAG"]`. Undefined when no file gives it. */
  readonly provenance: (path: readonly string[], within?: Location) => Provenance | undefined;
}

/** An include that could not be read. */
export interface Unread {
  /** The include in the file that has it. */
  readonly location: Location;
  /** What it is called in a message: `the template Auto-DevOps.gitlab-ci.yml`. */
  readonly description: string;
}

/** A pipeline as GitLab reads it from its entry file. */
export interface Pipeline {
  readonly root: FileId;
  /** The project's folder, where paths begin. */
  readonly folder: FileId;
  /** Every file that was read for it, the root among them. */
  readonly files: ReadonlyMap<FileId, YamlFile>;
  /**
   * Jobs that can run, in the order of the files. Hidden ones are among them in a fragment only, with their script and
   * nothing else: other files have the jobs that extend them.
   */
  readonly jobs: ReadonlyMap<string, Job>;
  /** Names of the jobs that start other pipelines, or may do so. */
  readonly triggers: ReadonlySet<string>;
  /** Names of hidden jobs, which can be extended but not needed. */
  readonly hidden: ReadonlySet<string>;
  /** The stages in order, `.pre` and `.post` included. */
  readonly stages: Setting<readonly string[]>;
  /**
   * True when other files, which are not at hand, include the root and may say more of its jobs: what crosses jobs is not
   * certain. Its shared settings (`default`, `variables`, `stages` …) are unknown.
   */
  readonly isFragment: boolean;
  /** Why there may be more than what is here: an include that could not be read. Undefined when all is read. */
  readonly open: string | undefined;
  readonly unread: readonly Unread[];
  /** What GitLab refuses, as far as the model had to see it; what follows from the jobs is not among it. */
  readonly faults: () => readonly Fault[];
  /**
   * What stands under a top-level name, with what it extends and without references; hidden jobs too. A rule that is asked
   * about a job asks for nothing but what the job is made of.
   */
  readonly body: (name: string) => YamlNode | undefined;
  /** What an entry of `needs` of an instance stands for; undefined when that is not known or nothing. */
  readonly findNeeded: (need: Need, by: Instance) => Needed | undefined;
  /**
   * The top-level names that a job is made of: where none of their entries changes, no global keyword and not `open`, it
   * stays the same.
   */
  readonly uses: (job: string) => ReadonlySet<string>;
}
