import { architectureOfWord } from "../buildah/platform";
import type { Settings } from "../config/settings";
import { joinNames } from "../images/describe";
import type { ImageFlow } from "../images/flow";
import { hostedRunner } from "../images/hostedRunners";
import { type RunnerTag, readTags } from "../images/tags";
import type { Fix } from "../text/finding";
import { removeItem } from "../yaml/edit";
import type { YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-tags-contradict",
  summary: "A job has tags that no runner has together.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, instance }, { inFlow, settings }) {
    const tags = readTags(job, instance).flatMap((tag) => {
      const kind = kindOf(tag, settings);
      return kind === undefined ? [] : [{ ...tag, kind }];
    });
    const [first] = tags;
    const other = tags.find(({ kind }) => kind !== first!.kind);
    if (!first || !other) return;
    inFlow(({ pipeline }, { report }) => {
      const names = joinNames([first, other].map(({ value }) => value.display));
      report({
        at: other.value.location ?? other.node.origin,
        message: `${instance.name} asks for a runner that has both ${names}, and there is none: the job is stuck until it times out.`,
        related: [{ location: first.node.location, message: `${first.value.display} is asked for here.` }],
        fixes: () => [first, other].flatMap((tag) => remove(tag, job.body.entries.get("tags")?.value, pipeline)),
      });
    });
  },
};

/** Runners of different kinds are different ones: each hosted kind by its tag, runners of one's own by architecture. */
function kindOf({ value }: RunnerTag, { runnerTags }: Settings): string | undefined {
  const name = value.literal ?? "";
  return hostedRunner(name) ? name : architectureOfWord(runnerTags?.[name]?.architecture ?? "");
}

function remove(
  { node, value }: RunnerTag,
  list: YamlNode | undefined,
  { files }: ImageFlow["pipeline"],
): readonly Fix[] {
  const file = files.get(node.location.file);
  const edit = file && list?.kind === "seq" ? removeItem(file, list, node) : undefined;
  return edit ? [{ title: `Remove ${value.display}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
