import type { BuildahCall } from "../buildah/call";
import type { Containerfile } from "../containerfile/containerfile";
import type { BuildEvent, ImageFlow, JobRun } from "../images/flow";
import type { RunnerConfiguration } from "../runner/configuration";
import type { Finding, Severity } from "../text/finding";
import type { Location } from "../text/span";

/** What a rule says about one place. */
export interface Report {
  readonly at: Location;
  /** One or two sentences: what will happen on the runner, naming job, reference and platform. */
  readonly message: string;
  /** When it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: Finding["related"];
  readonly fixes?: Finding["fixes"];
  readonly snippets?: Finding["snippets"];
}

/** What a rule may look at besides the thing it is called for. */
export interface RuleContext {
  readonly report: (report: Report) => void;
  /** The runner configurations of the workspace. */
  readonly runners: readonly RunnerConfiguration[];
  /** True when a pipeline of the workspace builds images. */
  readonly hasBuilds: boolean;
  /** The Containerfile that a build uses, when it is in the workspace and its path is known. */
  readonly containerfileOf: (build: BuildEvent) => Containerfile | undefined;
}

/** One rule. The file, its page and its fixtures are named by the id. */
export interface Rule {
  readonly id: string;
  /** One line for lists. */
  readonly summary: string;
  readonly severity: Severity;
  /** `likely` rules are off by default. */
  readonly confidence: "certain" | "likely";
  /** True when at least some findings carry a fix. */
  readonly isFixable: boolean;
  /** Called for each pipeline that is read as a whole. */
  readonly pipeline?: (flow: ImageFlow, context: RuleContext) => void;
  /** Called for each job instance. */
  readonly job?: (run: JobRun, context: RuleContext, flow: ImageFlow) => void;
  /** Called for each call of Buildah or Podman in before_script and script of each job instance. */
  readonly call?: (call: BuildahCall, run: JobRun, context: RuleContext) => void;
  /** Called for each runner configuration. */
  readonly runner?: (configuration: RunnerConfiguration, context: RuleContext) => void;
  /** Called for each Containerfile. */
  readonly containerfile?: (file: Containerfile, context: RuleContext) => void;
}
