import type { BuildahCall } from "../buildah/call";
import type { ConfigFile } from "../config/file";
import type { Settings } from "../config/settings";
import type { SuppressedRule, Suppression } from "../config/suppression";
import type { Containerfile } from "../containerfile/containerfile";
import type { Job } from "../gitlab/pipeline";
import type { ContainerfileUse } from "../images/containerfileUses";
import type { BuildEvent, ImageFlow, JobRun } from "../images/flow";
import type { BuildahVersion } from "../images/version";
import type { RunnerConfiguration } from "../runner/configuration";
import type { Finding, Fix, FixSafety, Severity } from "../text/finding";
import type { LineIndex } from "../text/lineIndex";
import type { FileId, Location } from "../text/span";

/** What a rule says about one place. */
export interface Report {
  readonly at: Location;
  /** One or two sentences: what will happen on the runner, naming job, reference and platform. */
  readonly message: string;
  /** When it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: Finding["related"];
  /** Asked when somebody wants to see or apply them: most findings are only looked at. */
  readonly fixes?: () => readonly Fix[];
  readonly snippets?: Finding["snippets"];
}

/** What every visitor may do and look at. */
export interface RuleContext {
  readonly report: (report: Report) => void;
  /** What the project's people have set. */
  readonly settings: Settings;
  /** The Buildah that a job runs. A message says which one it assumes where that matters and no image tells it. */
  readonly versionOf: (run: JobRun) => BuildahVersion;
}

/** What a visitor that looks at one job instance may do. */
export interface JobContext extends RuleContext {
  /**
   * Puts off a question that needs more than the job instance: it is asked anew when something changes that it looked
   * at in the flow. What is suspicious is found by the visitor; whether it is wrong is found here.
   */
  readonly inFlow: (ask: (flow: ImageFlow, context: FlowContext) => void) => void;
}

/** What a visitor that looks at everything may do and look at. */
export interface FlowContext extends RuleContext {
  /** The runner configurations of the workspace. */
  readonly runners: readonly RunnerConfiguration[];
  /** True when a pipeline of the workspace builds images. */
  readonly hasBuilds: boolean;
  /** The Containerfile that a build uses, when it is in the workspace and its path is known. */
  readonly containerfileOf: (build: BuildEvent) => Containerfile | undefined;
  /** What the builds of the workspace make of a Containerfile; empty for one that no build is known to use. */
  readonly usesOf: (file: Containerfile) => readonly ContainerfileUse[];
}

/** A comment that suppresses findings, with what did not come of it. */
export interface IdleSuppression {
  readonly file: FileId;
  readonly lines: LineIndex;
  readonly comment: Suppression;
  /** Its rules that found nothing there. */
  readonly unused: readonly SuppressedRule[];
  /** Its ids that no rule has. */
  readonly unknown: readonly SuppressedRule[];
  /** The ids of all rules. */
  readonly ids: readonly string[];
}

/**
 * One rule. The file, its page and its fixtures are named by the id.
 *
 * `call` and `job` see one job instance and nothing else: what they report is kept until that instance changes, through
 * any change of other jobs. So they take locations over as they are (a location follows its text when lines above it
 * come or go) and compute none; spans, the text of files and other jobs are for `inFlow` and for `fixes`.
 *
 * `pipelineJob` and questions put off with `inFlow` may look at the whole flow, and what they report is kept until
 * something changes that they looked at: so they look up what they need (`jobs.get`, `findNeeded`, `runsOf`,
 * `publications.get`, `isOrdered` …). One that goes through all jobs or runs, or reads a file's text, is asked at each
 * analysis, as the other visitors are: with 5,000 jobs a person feels each of those. So take `flow` and `context` as they
 * are and ask them late: `{ runs }` or `{ containerfileOf }` in the parameters counts as a look already.
 */
export interface Rule {
  readonly id: string;
  /** One line for lists. */
  readonly summary: string;
  readonly severity: Severity;
  /** `likely` rules are off by default; naming them turns them on. */
  readonly confidence: "certain" | "likely";
  /** The kinds of fixes that its findings may carry. */
  readonly fixes: readonly FixSafety[];
  /** Called for each call of Buildah or Podman in before_script and script of each job instance. */
  readonly call?: (call: BuildahCall, run: JobRun, context: JobContext) => void;
  /** Called for each job instance. */
  readonly job?: (run: JobRun, context: JobContext) => void;
  /** Called for each job of a pipeline that is read as a whole. */
  readonly pipelineJob?: (job: Job, flow: ImageFlow, context: FlowContext) => void;
  /** Called for each pipeline that is read as a whole. */
  readonly pipeline?: (flow: ImageFlow, context: FlowContext) => void;
  /** Called for each runner configuration. */
  readonly runner?: (configuration: RunnerConfiguration, context: FlowContext) => void;
  /** Called for each Containerfile that is no template. */
  readonly containerfile?: (file: Containerfile, context: FlowContext) => void;
  /** Called for each file of settings. */
  readonly configuration?: (file: ConfigFile, context: FlowContext) => void;
  /** Called, when all other rules are done, for each suppress comment that is idle in part or as a whole. */
  readonly suppression?: (comment: IdleSuppression, context: FlowContext) => void;
}
