import type { Instance, Job } from "../gitlab/pipeline";
import { expand } from "../gitlab/variables";
import type { Value } from "../text/value";
import type { ScalarNode } from "../yaml/node";

/** A tag of a job instance. */
export interface RunnerTag {
  /** As it is written. */
  readonly node: ScalarNode;
  /** With the instance's variables in it. */
  readonly value: Value;
}

/** The tags of a job instance, those left out that could not be read. */
export function readTags({ tags, variable }: Job, instance: Instance): readonly RunnerTag[] {
  const nodes = tags.state === "known" ? tags.value : [];
  return nodes.flatMap((node) =>
    node.kind === "scalar" ? [{ node, value: expand(node.text, node.origin, (name) => variable(instance, name)) }] : [],
  );
}
