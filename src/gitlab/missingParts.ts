import type { YamlNode } from "../yaml/node";
import type { Content } from "./content";
import { isTemplate } from "./interpolation";
import { globalKeywords } from "./keywords";
import { collectReferences, parentsOf } from "./resolve";
import { readStages } from "./settings";

const defaultStages = readStages(undefined);

/** Tells whether content is only a part of a pipeline. Each value is looked at once: most stay the same at each key. */
export class MissingParts {
  readonly #known = new WeakMap<YamlNode, readonly string[]>();

  /**
   * True for what GitLab would refuse by itself: it extends, or refers to, what nothing in it defines, or has jobs in
   * stages of its own without naming the stages.
   */
  areIn({ entries, more }: Content): boolean {
    const isMissing = (name: string) => !entries.has(name) && (more === undefined || globalKeywords.has(name));
    const hasStages = entries.has("stages");
    for (const [name, { value }] of entries) {
      if (this.#namesIn(value).some(isMissing)) return true;
      if (!hasStages && !name.startsWith(".") && hasOwnStage(value)) return true;
    }
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

/** True for a job in a stage that only exists where a file names it. */
function hasOwnStage(value: YamlNode): boolean {
  const stage = value.kind === "map" ? value.entries.get("stage")?.value : undefined;
  return (
    stage?.kind === "scalar" &&
    !isTemplate(stage.text) &&
    defaultStages.state === "known" &&
    !defaultStages.value.includes(stage.text)
  );
}
