import type { Job, Need, Pipeline } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import type { TextEdit } from "../text/finding";
import { removeItem } from "../yaml/edit";
import { getValue, type YamlNode } from "../yaml/node";

/** An entry of `needs` with what is written for it. */
export interface NeedItem {
  readonly need: Need;
  readonly item: YamlNode;
}

/** The entries of a job's `needs`, in order; none where they are not known. */
export function needItems({ needs, body }: Job): readonly NeedItem[] {
  if (needs.state !== "known") return [];
  const items = flattenItems(getValue(body, "needs")!);
  return needs.value.map((need, index) => ({ need, item: items[index]! }));
}

/** The edit that takes an entry away; undefined where it has no certain place, or is the only one. */
export function removeNeed({ body }: Job, { item }: NeedItem, { files }: Pipeline): TextEdit | undefined {
  const list = getValue(body, "needs");
  const file = files.get(item.location.file);
  return list?.kind === "seq" && list.items.length > 1 && file ? removeItem(file, list, item) : undefined;
}
