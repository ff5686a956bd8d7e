import type { Choice, Choices, Trust } from "./choices";
import type { Clause, Condition, Rule, Workflow } from "./condition";
import { decide, type Scenario, type Variable } from "./decide";
import { makePools, type Pool } from "./pools";
import { isPredefined, predefinedVariable, refNames, trustInUnchanged } from "./predefined";

/** A choice that was made. */
export interface Chosen extends Choice<Variable | boolean | undefined> {
  /** What a job asks for that makes it be chosen. */
  readonly subject: string;
  /** Whose choices hang together: the text that patterns are matched with, or the files that changed. */
  readonly group?: string;
}

/** Something that must be chosen before it can be said what a rule does. */
export interface Question {
  readonly id: string;
  readonly choices: readonly Chosen[];
}

type Fact = Clause & { readonly kind: "fact" };

/** How far it can be relied on that a fact occurs, and that it does not. */
const trustOfFacts: Readonly<Record<Fact["fact"], readonly [Trust, Trust]>> = {
  changes: ["certain", "certain"],
  comparedChanges: ["certain", "certain"],
  // A project has a file, or has not.
  exists: ["asked", "shared"],
  kubernetes: ["asked", "shared"],
  mergeRequests: ["shared", "shared"],
};

/** A pipeline of which one thing after the other is chosen, as rules ask for it. */
export class ImaginedPipeline implements Choices {
  readonly made = new Map<string, Chosen>();
  /** What the last clause asked for that is not chosen yet; it was undecided for that. */
  question: Question | undefined;
  /** The rules of `workflow` that may be the one that holds; undefined among them: none. */
  held: readonly (Rule | undefined)[] = [undefined];
  readonly #poolOf: (name: string) => Pool;

  constructor(
    readonly workflow: Workflow,
    readonly conditions: readonly Condition[],
  ) {
    const lists = [...conditions.map(({ list }) => list), workflow.list];
    const comparisons = lists
      .flatMap((list) => list?.comparisons ?? [])
      .map(({ names, texts }) => ({
        names: names.flatMap((name) => (name === "CI_COMMIT_REF_NAME" ? Object.values(refNames) : [name])),
        texts,
      }));
    this.#poolOf = makePools(comparisons, (name) => this.#textsInFiles(name));
  }

  /** Whether a clause holds; undefined when that is not known, or not before a question is answered. */
  holds(clause: Clause, condition: Condition | undefined): boolean | undefined {
    this.question = undefined;
    if (clause.kind === "unknown") return undefined;
    const answer =
      clause.kind === "fact" ? this.#isFact(clause, condition) : decide(clause.expression, this.#scenario(condition));
    // What is decided all the same leaves no question.
    if (answer !== undefined) this.question = undefined;
    return answer;
  }

  #scenario(condition: Condition | undefined): Scenario {
    return {
      variable: (name) => this.#variable(name, condition),
      matches: (other, { source }) =>
        this.#ask({ id: `${other} =~ ${source}`, subject: source, group: other }, ["certain", "certain"]),
    };
  }

  #isFact({ fact, key, names }: Fact, condition: Condition | undefined): boolean | undefined {
    const values = names.map((name) => condition?.variables.get(name)).map((own) => (own ? own.key : ""));
    if (values.includes(undefined)) return undefined;
    const [ifTrue, ifFalse] = trustOfFacts[fact];
    const trust = fact === "changes" ? trustInUnchanged(this) : ifFalse;
    if (!trust) return trust === undefined ? undefined : true;
    const id = [key, ...values].join(" ");
    // Whether files of different names are there hangs together in ways that are not known.
    const thing = { id, subject: names.length > 0 ? id : key };
    return this.#ask(fact === "changes" ? { ...thing, group: fact } : thing, [ifTrue, trust]);
  }

  #ask(
    { id, ...thing }: { readonly id: string; readonly subject: string; readonly group?: string },
    [ifTrue, ifFalse]: readonly [Trust, Trust],
  ): boolean | undefined {
    const choices = [
      { value: true, trust: ifTrue, ...thing },
      { value: false, trust: ifFalse, ...thing },
    ];
    return this.#choose(id, () => choices)?.value as boolean | undefined;
  }

  #variable(name: string, condition: Condition | undefined): Variable | undefined {
    const own = condition?.variables.get(name);
    if (own && (own.isFixed || !own.value)) return own.value;
    if (!own && !this.workflow.names.has(name) && isPredefined(name)) return predefinedVariable(name, this);
    const inFiles = own ? own.value : this.#shared(name);
    const chosen = this.#choose(name, () => this.#outside(name, inFiles));
    return chosen && ((chosen.value as Variable | undefined) ?? inFiles);
  }

  /** What a variable can be: as the files say, or as the project or whoever starts the pipeline sets it. */
  #outside(name: string, inFiles: Variable | undefined): readonly Chosen[] {
    // What a job or a rule sets is not there to be set by others.
    const isOwn =
      this.conditions.some(({ variables }) => variables.get(name)?.value?.kind === "text") ||
      this.workflow.list?.rules.some(({ variables }) => variables !== "unknown" && variables.has(name));
    const values = [
      ...(inFiles ? [] : [{ kind: "absent" } as const]),
      ...this.others(name),
      ...[...this.texts(name), ""].map((text): Variable => ({ kind: "text", text })),
    ];
    const set = values.map((value): Chosen => ({ value, trust: isOwn ? "doubtful" : "asked", subject: name }));
    return inFiles ? [{ value: undefined, trust: "certain", subject: name }, ...set] : set;
  }

  /** The value for all jobs; undefined when not known. */
  #shared(name: string): Variable | undefined {
    const base = this.workflow.variable(name);
    const values = this.held.map((rule) => {
      if (rule?.variables === "unknown") return undefined;
      return rule?.variables.has(name) ? rule.variables.get(name) : base;
    });
    return values.every((value) => value === values[0]) ? values[0] : undefined;
  }

  #textsInFiles(name: string): string[] {
    const rules = this.workflow.list?.rules ?? [];
    const values = [
      ...this.conditions.map(({ variables }) => variables.get(name)?.value),
      this.workflow.variable(name),
      ...rules.map(({ variables }) => (variables === "unknown" ? undefined : variables.get(name))),
    ];
    return values.flatMap((value) => (value?.kind === "text" ? [value.text] : []));
  }

  #choose(id: string, choices: () => readonly Chosen[]): Chosen | undefined {
    const chosen = this.made.get(id);
    if (!chosen) this.question ??= { id, choices: choices() };
    return chosen;
  }

  choose(name: string, choices: () => readonly Choice[]): Variable | undefined {
    const chosen = this.#choose(name, () => choices().map((choice) => ({ ...choice, subject: name })));
    return chosen?.value as Variable | undefined;
  }

  chosen(name: string): Variable | undefined {
    return this.made.get(name)?.value as Variable | undefined;
  }

  texts(name: string): readonly string[] {
    return [...this.#poolOf(name).texts];
  }

  others(name: string): readonly Variable[] {
    const compared = [...this.#poolOf(name).names].flatMap((other) => this.chosen(other) ?? []);
    const names = new Set([name, ...compared.flatMap((value) => (value.kind === "other" ? [value.name] : []))]);
    return [...names].map((other) => ({ kind: "other", name: other }));
  }
}
