import type { LogLine } from "./log";

/** What a log tells of the job that wrote it. */
export interface Circumstances {
  /** Undefined when the log does not tell. */
  readonly executor: "docker" | "kubernetes" | "shell" | undefined;
  /** The job's image as the runner names it. */
  readonly image: string | undefined;
  /** True for the runners that GitLab.com hosts. */
  readonly isHosted: boolean;
}

/** Reads the lines that GitLab Runner prints before the script ("Preparing the "docker" executor", `executors/`). */
export function readCircumstances(lines: readonly LogLine[]): Circumstances {
  const find = (pattern: RegExp) => {
    for (const { text } of lines) {
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const executor = find(/^Preparing the "([\w+-]+)" executor/);
  return {
    executor: executor === undefined ? undefined : kindOf(executor),
    image: find(
      /^Using (?:Docker executor with|Kubernetes executor with|Docker|effective pull policy .* for) image (\S+)/,
    ),
    isHosted: find(/(\.saas-\S+\.runners-manager\.gitlab\.com)/) !== undefined,
  };
}

function kindOf(executor: string): Circumstances["executor"] {
  if (executor.startsWith("docker") || executor === "instance") return "docker";
  return executor === "kubernetes" || executor === "shell" ? executor : undefined;
}
