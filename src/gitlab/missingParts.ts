import type { YamlNode } from "../yaml/node";
import type { Content } from "./content";
import { globalKeywords } from "./keywords";
import { collectReferences, parentsOf } from "./resolve";

/** Tells whether content is only a part of a pipeline. Each value is looked at once: most stay the same at each key. */
export class MissingParts {
  readonly #known = new WeakMap<YamlNode, readonly string[]>();

  /** True for what GitLab would refuse by itself: it extends, or refers to, what nothing in it defines. */
  areIn({ entries, more }: Content): boolean {
    const isMissing = (name: string) => !entries.has(name) && (more === undefined || globalKeywords.has(name));
    for (const { value } of entries.values()) if (this.#namesIn(value).some(isMissing)) return true;
    return false;
  }

  #namesIn(value: YamlNode): readonly string[] {
    let names = this.#known.get(value);
    if (!names) {
      const parents = value.kind === "map" ? parentsOf(value) : [];
      names = [
        ...parents.flatMap((parent) => (parent.kind === "scalar" ? [parent.text] : [])),
        ...collectReferences(value).map(({ path }) => path[0]!.text),
      ];
      this.#known.set(value, names);
    }
    return names;
  }
}
