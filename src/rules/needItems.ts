import type { Job, Need, Pipeline } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import { isWithin } from "../images/sharing";
import type { TextEdit } from "../text/finding";
import { removeItem } from "../yaml/edit";
import { getValue, type YamlNode } from "../yaml/node";

/** An entry of `needs` with what is written for it. */
export interface NeedItem {
  readonly need: Need;
  readonly item: YamlNode;
}

/** The entries of a job's own `needs`, in order; none where they are not known. Those of its `rules` are not among them. */
export function needItems({ needs, body }: Job): readonly NeedItem[] {
  const own = getValue(body, "needs");
  if (needs.state !== "known" || !own) return [];
  const items = flattenItems(own);
  return needs.value.flatMap((need, index) => {
    const item = items[index];
    return item && isWithin(need.location, item.location) ? [{ need, item }] : [];
  });
}

/** The edit that takes an entry away; undefined where it has no certain place, or is the only one. */
export function removeNeed({ body }: Job, { item }: NeedItem, { files }: Pipeline): TextEdit | undefined {
  const list = getValue(body, "needs");
  const file = files.get(item.location.file);
  return list?.kind === "seq" && list.items.length > 1 && file ? removeItem(file, list, item) : undefined;
}
