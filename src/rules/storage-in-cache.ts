import type { ImageFlow } from "../images/flow";
import type { Fix } from "../text/finding";
import { removeItem } from "../yaml/edit";
import { getValue, type SeqNode, type YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "storage-in-cache",
  summary: "Buildah's storage is listed in a cache that cannot hold it.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    if (!run.calls.some(({ tool }) => tool !== "skopeo")) return;
    for (const { list, item, path } of cachedPaths(run.job.keywords().get("cache"))) {
      if (!/\/(var\/lib|\.local\/share)\/containers(\/|$)/.test(path)) continue;
      const isOutside = /^(\/(?!builds\/)|~)/.test(path);
      inFlow((flow, { report }) =>
        report({
          at: item.location,
          severity: isOutside ? "warning" : "info",
          message: isOutside
            ? `${run.job.name} lists ${path} in its cache, but GitLab caches only what lies in the project's folder: every job begins with an empty storage.`
            : `${run.job.name} lists Buildah's storage ${path} in its cache: its files belong to several users, and an archive that one of them unpacks makes it unusable. --cache-to and --cache-from keep layers in a registry.`,
          fixes: () => removePath(list, item, flow),
        }),
      );
    }
  },
};

/** The paths of one cache or of a list of caches. */
function cachedPaths(
  cache: YamlNode | undefined,
): readonly { readonly list: SeqNode; readonly item: YamlNode; readonly path: string }[] {
  if (cache?.kind === "seq") return cache.items.flatMap(cachedPaths);
  const list = cache?.kind === "map" ? getValue(cache, "paths") : undefined;
  if (list?.kind !== "seq") return [];
  return list.items.flatMap((item) => (item.kind === "scalar" ? [{ list, item, path: item.text }] : []));
}

function removePath(list: SeqNode, item: YamlNode, { pipeline }: ImageFlow): readonly Fix[] {
  const file = pipeline.files.get(item.location.file);
  const edit = file && removeItem(file, list, item);
  return edit ? [{ title: "Remove the path from the cache", edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
