import { parseCall } from "../buildah/parse";
import type { Job } from "../gitlab/pipeline";
import { readScript } from "../gitlab/script";
import { evaluate } from "../shell/evaluate";
import { ShellParser } from "../shell/parse";
import { isSameLocation } from "../text/span";
import { getValue, type YamlNode } from "../yaml/node";
import { isLoginTo } from "./credentials";
import { readEvents } from "./events";
import type { ImageFlow, JobRun } from "./flow";
import { perFlow } from "./perFlow";
import type { Registry } from "./registry";

/** A `before_script` that logs in and that a job would run if it had none of its own. */
export interface LostLogin {
  /** Where `!reference` finds it: `default, before_script`. */
  readonly path: readonly string[];
  readonly node: YamlNode;
}

/** The `before_script` of `default`, of the top level or of a parent that logs in to the registry and does not run in the job. */
export function findLostLogin(run: JobRun, registry: Registry, flow: ImageFlow): LostLogin | undefined {
  const { pipeline } = flow;
  const { job } = run;
  const candidates: LostLogin[] = [];
  const parents = job.source.entries.get("extends")?.value;
  const names = (parents?.kind === "seq" ? parents.items : [parents]).flatMap((name) =>
    name?.kind === "scalar" ? [name.text] : [],
  );
  for (const { root } of pipeline.files.values()) {
    if (root?.kind !== "map") continue;
    for (const name of [...names, "default"]) {
      const holder = root.entries.get(name)?.value;
      const node = holder?.kind === "map" ? getValue(holder, "before_script") : undefined;
      if (node) candidates.push({ path: [name, "before_script"], node });
    }
    const node = root.entries.get("before_script")?.value;
    if (node) candidates.push({ path: ["before_script"], node });
  }
  return candidates.find(({ node }) => {
    if (job.beforeScript.state === "known" && isSameLocation(job.beforeScript.location, node.location)) return false;
    return logsIn(readScript(node), run, registry, flow);
  });
}

/** Many jobs have lost the same login. */
const parserOf = perFlow(() => new ShellParser());

/** True when a script that can be read logs in to the registry. */
export function logsIn(
  script: Job["beforeScript"],
  { variable }: JobRun,
  registry: Registry,
  flow: ImageFlow,
): boolean {
  if (script.state !== "known") return false;
  const { commands } = evaluate(script.value, variable, parserOf(flow));
  const events = commands.flatMap((command) => {
    const call = parseCall(command);
    return (call && readEvents(call)) ?? [];
  });
  return events.some((event) => isLoginTo(event, registry));
}
