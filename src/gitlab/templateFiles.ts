import type { YamlFile } from "../yaml/parse";
import { isTemplate } from "./interpolation";

/** Tells whether files have `$[[ … ]]` in them. Of a file that is being edited only what has changed is looked at. */
export class TemplateFiles {
  readonly #known = new WeakMap<YamlFile, { readonly revision: number; readonly isTemplate: boolean }>();

  has(file: YamlFile): boolean {
    const known = this.#known.get(file);
    if (known?.revision === file.revision) return known.isTemplate;
    const changed = known?.isTemplate === false ? file.changedSince(known.revision) : undefined;
    const result = changed ? [...changed].some((name) => isTemplate(sourceOf(file, name))) : isTemplate(file.text);
    this.#known.set(file, { revision: file.revision, isTemplate: result });
    return result;
  }
}

function sourceOf({ root, text }: YamlFile, name: string): string {
  const entry = root?.kind === "map" ? root.entries.get(name) : undefined;
  return entry ? text.slice(entry.key.location.span.start, entry.value.location.span.end) : "";
}
