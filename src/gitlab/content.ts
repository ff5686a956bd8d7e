import type { Location } from "../text/span";
import { deepMerge } from "../yaml/merge";
import { type Entry, isNothing, type MapNode, unknownNode } from "../yaml/node";
import { globalKeywords } from "./keywords";

/** What files say together: the top level of a pipeline, or of a part of one. */
export interface Content {
  /** What a part which is not read may set is unknown; that goes for all global keywords that it may set. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Why there may be more jobs than these, or fewer. Undefined when all is read. */
  readonly open: string | undefined;
  /** Why jobs, hidden ones too, may be defined that are not in `entries`. */
  readonly more: string | undefined;
}

export const emptyContent: Content = { entries: new Map(), open: undefined, more: undefined };

/** What a file says itself. */
export function contentOf(root: MapNode): Content {
  return { entries: root.entries, open: root.open, more: root.open };
}

/**
 * What cannot be read. It may define any job.
 * @param keywords the global keywords that it may set
 */
export function unreadContent(
  reason: string,
  location: Location,
  keywords: Iterable<string> = globalKeywords,
): Content {
  return { entries: unknownEntries(keywords, reason, location), open: reason, more: reason };
}

/** What counts only where a condition holds that depends on the pipeline. */
export function uncertainContent(content: Content, reason: string, location: Location): Content {
  return { entries: unknownEntries(content.entries.keys(), reason, location), open: reason, more: content.more };
}

function unknownEntries(names: Iterable<string>, reason: string, location: Location): ReadonlyMap<string, Entry> {
  const value = unknownNode(reason, location);
  const entries = [...names].map((text) => {
    const key = { kind: "scalar", text, type: "string", origin: location, location } as const;
    return [text, { key, value }] as const;
  });
  return new Map(entries);
}

/** GitLab's deep merge: what comes later wins, mappings merge (lib/gitlab/ci/config/external/processor.rb). */
export function mergeContents(contents: readonly Content[]): Content {
  const filled = contents.filter(
    ({ entries, open, more }) => entries.size > 0 || open !== undefined || more !== undefined,
  );
  if (filled.length === 1) return filled[0]!;
  const entries = new Map<string, Entry>();
  for (const content of filled) {
    for (const [name, entry] of content.entries) {
      const below = entries.get(name)?.value;
      const value = isNothing(entry.value) ? entry.value : deepMerge(below, entry.value)!;
      entries.set(name, value === entry.value ? entry : { key: entry.key, value });
    }
  }
  const first = (reasons: readonly (string | undefined)[]) => reasons.find((reason) => reason !== undefined);
  return { entries, open: first(filled.map(({ open }) => open)), more: first(filled.map(({ more }) => more)) };
}
