import type { Job, Pipeline } from "../gitlab/pipeline";
import { parentsOf } from "../gitlab/resolve";
import { flattenItems } from "../gitlab/settings";
import { isOwn } from "../images/sharing";
import type { Fix } from "../text/finding";
import { insertItem } from "../yaml/edit";
import type { ScalarNode, YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

/** What a template's script is there for, and what a job then lacks. */
const purposes = [
  { pattern: /\b(?:buildah|podman|skopeo|docker)\s+login\b/, what: "logs in" },
  { pattern: /--platform\b|--arch\b/, what: "names the platform" },
];

const rule: Rule = {
  id: "extends-array-replaced",
  summary: "A job's own script takes the place of the one that it extends, and a login or platform in that is lost.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, calls }, { inFlow }) {
    const keys = ["before_script", "script"].filter((key) => job.source.entries.has(key));
    const parents = parentsOf(job.source);
    if (calls.length === 0 || keys.length === 0 || parents.length === 0) return;
    const own = textOf(job.body.entries.get("before_script")?.value) + textOf(job.body.entries.get("script")?.value);
    const lacking = purposes.filter(({ pattern }) => !pattern.test(own));
    if (lacking.length === 0) return;
    inFlow(({ pipeline }, { report }) => {
      for (const key of keys) {
        const entry = job.source.entries.get(key)!;
        // A key that a merge key brings is a person's own choice of template.
        if (!isOwn(job, entry.key.location)) continue;
        const inherited = parents.findLast((parent) => bodyOf(parent, key, pipeline) !== undefined);
        const text = inherited && textOf(bodyOf(inherited, key, pipeline));
        const lost = lacking.find(({ pattern }) => text && pattern.test(text));
        if (!lost || inherited?.kind !== "scalar") continue;
        report({
          at: entry.key.location,
          message: `The ${key} of ${job.name} takes the place of that of ${inherited.text}, for lists are not joined: what ${lost.what} there does not run in ${job.name}.`,
          related: [{ location: inherited.location, message: `${job.name} extends ${inherited.text} here.` }],
          fixes: () => addReference(job, key, inherited, pipeline),
        });
      }
    });
  },
};

function bodyOf(parent: YamlNode, key: string, { body }: Pipeline): YamlNode | undefined {
  const node = parent.kind === "scalar" ? body(parent.text) : undefined;
  return node?.kind === "map" ? node.entries.get(key)?.value : undefined;
}

function textOf(node: YamlNode | undefined): string {
  const items = node ? flattenItems(node) : [];
  return items.map((item) => (item.kind === "scalar" ? `${item.text}\n` : "")).join("");
}

function addReference(job: Job, key: string, parent: ScalarNode, { files }: Pipeline): readonly Fix[] {
  const list = job.source.entries.get(key)!.value;
  const file = files.get(list.location.file);
  const first = list.kind === "seq" ? list.items[0] : list;
  const edit =
    file && first && insertItem(file, list, first.location.span.start, `!reference [${parent.text}, ${key}]`, "before");
  return edit ? [{ title: `Run that of ${parent.text} before`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
