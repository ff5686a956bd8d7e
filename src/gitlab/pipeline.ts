import type { ScriptText } from "../shell/command";
import type { FileId, Location } from "../text/span";
import type { Value } from "../text/value";
import type { Entry, MapNode, YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";

/** A value of the pipeline: known, certainly absent, or not to be known from the files at hand. */
export type Setting<T> =
  | { readonly state: "known"; readonly value: T; readonly location: Location }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly reason: string };

/** One entry of `needs`. */
export interface Need {
  /** The name of the job; undefined when it cannot be known or lies in another pipeline. */
  readonly job: string | undefined;
  readonly isOptional: boolean;
  /** True when it needs some instances of a matrix only. */
  readonly isPartial: boolean;
  /** The job's name in the file. */
  readonly location: Location;
  /** True when the name stands in the file letter by letter. */
  readonly isEditable: boolean;
}

/** One run of a job: a job without `parallel` has one, a matrix one for each combination. */
export interface Instance {
  /** As GitLab shows it: `build: [amd64]`. */
  readonly name: string;
  /** The variables of the combination. */
  readonly matrix: ReadonlyMap<string, Value>;
}

/** A job as GitLab will run it, with what it inherits. */
export interface Job {
  readonly name: string;
  /** The job's key in the file that defines it last. */
  readonly location: Location;
  /** The job's own mapping, before anything is inherited: where keys are added. */
  readonly source: MapNode;
  /** The job after `extends`, `!reference` and `default`. */
  readonly body: MapNode;
  readonly stage: Setting<string>;
  readonly needs: Setting<readonly Need[]>;
  readonly tags: Setting<readonly YamlNode[]>;
  readonly image: Setting<string>;
  readonly services: Setting<readonly YamlNode[]>;
  readonly beforeScript: Setting<readonly ScriptText[]>;
  readonly script: Setting<readonly ScriptText[]>;
  readonly afterScript: Setting<readonly ScriptText[]>;
  /** `rules`, `only` and `except` as one text: equal texts mean that both jobs are in the same pipelines. Empty: always. */
  readonly condition: Setting<string>;
  readonly instances: readonly Instance[];
  /** False when `parallel` could not be read: there may be more instances. */
  readonly hasAllInstances: boolean;
  /** The value of a variable when the script of an instance begins; undefined when not known. */
  readonly variable: (instance: Instance, name: string) => Value | undefined;
  /** The variables that the pipeline's files set for the job, as written; those of a matrix are not among them. */
  readonly variables: ReadonlyMap<string, Entry>;
  /** The names of the variables that the pipeline's files set for the job. */
  readonly variableNames: readonly string[];
}

/** A pipeline as GitLab reads it from its entry file. */
export interface Pipeline {
  readonly root: FileId;
  /** The project's folder, where paths begin. */
  readonly folder: FileId;
  /** Every file that was read for it, the root among them. */
  readonly files: ReadonlyMap<FileId, YamlFile>;
  /** Jobs that can run, in the order of the files. Hidden ones are not among them. */
  readonly jobs: ReadonlyMap<string, Job>;
  /** Names of hidden jobs, which can be extended but not needed. */
  readonly hidden: ReadonlySet<string>;
  /** The stages in order, `.pre` and `.post` included. */
  readonly stages: Setting<readonly string[]>;
  /** Why there may be more than what is here: an include that could not be read. Undefined when all is read. */
  readonly open: string | undefined;
}
