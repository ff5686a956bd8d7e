import { isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import type { Fault, FaultKind } from "./fault";
import { ownValue } from "./inherit";
import { isTemplate } from "./interpolation";
import { globalKeywords } from "./keywords";
import { findParallelFaults } from "./matrix";
import type { Job } from "./pipeline";
import { collectReferences, maxHeight, parentsOf, type Resolver } from "./resolve";
import { findWrongItem } from "./script";

const scripts = ["before_script", "script", "after_script"];
const holdsScripts = new Set(["default", "before_script", "after_script"]);

/** Finds what GitLab refuses below the top-level names of a pipeline, and remembers it. */
export class Faults {
  readonly #known = new Map<string, readonly Fault[]>();

  constructor(
    readonly resolver: Resolver,
    readonly jobs: ReadonlyMap<string, Job>,
  ) {}

  /** These names stand for something else now, or for nothing. */
  forget(names: Iterable<string>): void {
    for (const name of names) this.#known.delete(name);
  }

  /** All faults; what several jobs inherit is among them once. */
  find(): readonly Fault[] {
    const found = new Map<string, Fault>();
    for (const name of this.resolver.content.entries.keys()) {
      for (const fault of this.#of(name)) {
        const { file, span } = fault.location;
        const key = `${fault.kind} ${span.start} ${file}`;
        if (!found.has(key)) found.set(key, fault);
      }
    }
    return [...found.values()];
  }

  #of(name: string): readonly Fault[] {
    let faults = this.#known.get(name);
    if (!faults) {
      faults = isTemplate(name) ? [] : this.#read(name);
      this.#known.set(name, faults);
    }
    return faults;
  }

  #read(name: string): readonly Fault[] {
    // Else the resolver would not tell when what it is made of changes: nothing uses a hidden job that nobody extends.
    this.resolver.uses(name);
    const { key, value } = this.resolver.content.entries.get(name)!;
    const job = this.jobs.get(name);
    const isGlobal = globalKeywords.has(name);
    const isJob = isGlobal || name.startsWith(".") || (value.kind !== "seq" && value.kind !== "scalar");
    return [
      ...(isJob ? [] : [{ kind: "job-invalid", subject: name, name, location: key.location } as const]),
      ...(value.kind === "map" ? this.#findExtends(name, value) : []),
      ...this.#findReferences(name, value),
      ...(job && !name.startsWith(".") ? findParallelFaults(name, ownValue(job.body, "parallel")) : []),
      ...this.#findScripts(name, job?.body ?? (holdsScripts.has(name) ? this.resolver.body(name) : undefined)),
    ];
  }

  #findExtends(name: string, own: MapNode): readonly Fault[] {
    const fault = (kind: FaultKind, subject: string, node: ScalarNode): Fault => ({
      kind,
      subject,
      name,
      location: node.origin,
      node,
    });
    const parents = parentsOf(own).flatMap((parent) => (parent.kind === "scalar" ? [parent] : []));
    const wrong = parents.flatMap((parent) => {
      const { text } = parent;
      const found = this.resolver.own(text);
      if (!found) return [fault("extends-unknown", text, parent)];
      // References are resolved later.
      return found.kind !== "map" && found.kind !== "unknown" ? [fault("extends-invalid", text, parent)] : [];
    });
    if (parents.length === 0 || wrong.length > 0 || !this.resolver.isTooDeep(name)) return wrong;
    for (const parent of parents) {
      const circle = this.#findWay(parent.text, name);
      if (circle) return [fault("extends-cycle", [name, ...circle].join(", "), parent)];
    }
    // Of jobs that extend each other the first one that is too high is meant.
    const isFirst = parents.every((parent) => !this.resolver.isTooDeep(parent.text));
    const highest = parents.find((parent) => this.resolver.isTooDeep(parent.text, maxHeight - 1));
    return isFirst && highest ? [fault("extends-too-deep", name, highest)] : [];
  }

  /** The names over which one extends another one, both among them; circles that are longer are too deep at first. */
  #findWay(from: string, to: string): readonly string[] | undefined {
    const seen = new Set<string>();
    let ways: (readonly string[])[] = [[from]];
    for (let step = 0; step <= 10 && ways.length > 0; step++) {
      const found = ways.find((way) => way.at(-1) === to);
      if (found) return found;
      ways = ways.flatMap((way) => {
        const own = this.resolver.own(way.at(-1)!);
        return (own?.kind === "map" ? parentsOf(own) : []).flatMap((parent) => {
          if (parent.kind !== "scalar" || seen.has(parent.text)) return [];
          seen.add(parent.text);
          return [[...way, parent.text]];
        });
      });
    }
    return undefined;
  }

  #findReferences(name: string, own: YamlNode): readonly Fault[] {
    return collectReferences(own).flatMap((node) => {
      const defect = this.resolver.defectOf(node);
      const subject = JSON.stringify(node.path.map(({ text }) => text)).replaceAll('","', '", "');
      return defect ? [{ kind: `reference-${defect}`, subject, name, location: node.location, node } as const] : [];
    });
  }

  /** Where a job, `default` or an old global keyword has a script that is none. */
  #findScripts(name: string, body: YamlNode | undefined): readonly Fault[] {
    return scripts.flatMap((key) => {
      const script = key === name ? body : body?.kind === "map" ? body.entries.get(key)?.value : undefined;
      const location = isNothing(script) ? undefined : findWrongItem(script!);
      return location ? [{ kind: "script-invalid", subject: key, name, location } as const] : [];
    });
  }
}
