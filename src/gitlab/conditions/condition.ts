import type { Variable } from "./decide";
import type { Expression, Malformed } from "./expression";

/** How a job starts that is in a pipeline; `never` keeps it out. */
export type When = (typeof whens)[number];

export const whens = ["on_success", "on_failure", "always", "manual", "delayed", "never"] as const;

/** One of the things that must hold for a rule to match. */
export type Clause =
  | { readonly kind: "expression"; readonly expression: Expression | Malformed }
  /** Something about the pipeline that no variable tells: which files changed, which exist. */
  | {
      readonly kind: "fact";
      readonly fact: "changes" | "comparedChanges" | "exists" | "kubernetes" | "mergeRequests";
      /** Facts of equal keys are one fact where the variables are equal too. */
      readonly key: string;
      /** Variables in the paths. */
      readonly names: readonly string[];
    }
  | { readonly kind: "unknown" };

/** It matches where all its clauses hold. */
export interface Rule {
  readonly clauses: readonly Clause[];
  /** Undefined: as the job says. */
  readonly when: When | "unknown" | undefined;
  /** Undefined: as the job says. */
  readonly allowsFailure: boolean | "unknown" | undefined;
  /** Variables that the rule sets where it matches: their values, undefined where not known. */
  readonly variables: ReadonlyMap<string, Variable | undefined> | "unknown";
}

/** Variables and texts that are compared with each other. */
export interface Compared {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** Rules of which the first one that matches decides; where none does the job is not in the pipeline. */
export interface RuleList {
  readonly rules: readonly Rule[];
  /** The variables that the rules ask for. */
  readonly names: ReadonlySet<string>;
  /** The facts and patterns that they ask for, by key and source. */
  readonly subjects: ReadonlySet<string>;
  /** What the rules compare with each other. */
  readonly comparisons: readonly Compared[];
  /** Lists of equal keys are equal; undefined where a part could not be read. */
  readonly key: string | undefined;
}

/** Which pipelines there are at all, and what they set for all their jobs. */
export interface Workflow {
  /** Undefined where there are none: then there is every pipeline. */
  readonly list: RuleList | undefined;
  /** The value of a variable of the pipeline where no rule sets it. Undefined when not known. */
  readonly variable: (name: string) => Variable | undefined;
  /** Variables that the top level or a rule sets. */
  readonly names: ReadonlySet<string>;
}

/** What a job itself makes of a variable. */
export interface OwnVariable {
  /** Undefined when not known. */
  readonly value: Variable | undefined;
  /** False when a variable of the project or of whoever starts the pipeline takes its place. */
  readonly isFixed: boolean;
  /** A text that is equal for equal values; undefined where that is not known. */
  readonly key: string | undefined;
}

/** In which pipelines a job is, and how it starts there. Equal conditions of one pipeline are one object. */
export interface Condition {
  readonly list: RuleList;
  readonly workflow: Workflow;
  /** Variables that the rules ask for and that are not simply the pipeline's. */
  readonly variables: ReadonlyMap<string, OwnVariable>;
  /** What counts where a rule says nothing. */
  readonly when: When | "somehow";
  readonly allowsFailure: boolean | "unknown";
}

/** How a job is in a pipeline. */
export interface Presence {
  /** `somehow`: it is there, but how it starts is not known. */
  readonly when: When | "somehow" | "unknown";
  readonly allowsFailure: boolean | "unknown";
}

/** What can be asked of a job in a pipeline. */
export type PresenceTest = keyof typeof presenceTests;

const isThere = ({ when }: Presence) => (when === "unknown" ? undefined : when !== "never");

const startsByItself = ({ when }: Presence) =>
  when === "unknown" || when === "somehow" ? undefined : when !== "never" && when !== "manual" && when !== "delayed";

/** The answers; undefined where they cannot be known. */
export const presenceTests = {
  isThere,
  /** No person and no clock starts it. */
  startsByItself,
  /** It starts by itself and must succeed. */
  isMandatory(presence: Presence) {
    if (presence.allowsFailure === true) return false;
    const starts = startsByItself(presence);
    return starts && presence.allowsFailure === "unknown" ? undefined : starts;
  },
  /** It starts by itself, and later stages go on when it fails. */
  mayFail(presence: Presence) {
    if (presence.allowsFailure === false) return false;
    const starts = startsByItself(presence);
    return starts && presence.allowsFailure === "unknown" ? undefined : starts;
  },
  /** A person starts it, and later stages do not wait for that. */
  isPassedOver({ when, allowsFailure }: Presence) {
    if (allowsFailure === false) return false;
    if (when === "unknown" || when === "somehow") return undefined;
    return when === "manual" && allowsFailure === "unknown" ? undefined : when === "manual";
  },
} satisfies Record<string, (presence: Presence) => boolean | undefined>;
