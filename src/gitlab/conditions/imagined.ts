import { type Choice, type Choices, type Kind, type Trust, trusts } from "./choices";
import type { Clause, Condition, Rule, Workflow } from "./condition";
import { decide, type OneOf, type Scenario, type Variable } from "./decide";
import type { Pattern } from "./pattern";
import { makePools, type Pool } from "./pools";
import {
  choicesOf,
  isPredefined,
  predefinedVariable,
  refNames,
  source,
  sourcesOf,
  trustInUnchanged,
} from "./predefined";

/** What something can still be. */
export interface Domain {
  /** The value undefined of a variable: what the files say. */
  readonly choices: readonly Choice<Variable | boolean | Kind | undefined>[];
  /** What a job asks for where it asks for this: a variable, a fact or a pattern. */
  readonly subject: string;
  /** Whose domains hang together: the text that patterns are matched with, or the files that changed. */
  readonly group?: string;
}

/** What was chosen so far: for each thing what is left. What is not in it can be anything. */
export type Chosen = ReadonlyMap<string, Domain>;

/** How far the best of what is left can be relied on. */
export function bestTrust({ choices }: Domain): Trust {
  return trusts.find((trust) => choices.some((choice) => choice.trust === trust))!;
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

/** Under this name the kind is chosen; no variable has it. */
const kindName = "kind of pipeline";

/** A pipeline of which one thing after the other is chosen, as rules ask for it. */
export class ImaginedPipeline implements Choices {
  chosen: Chosen = new Map();
  /** The ways to choose on, where the last clause was undecided for lack of a choice. */
  question: readonly Chosen[] | undefined;
  /** The rules of `workflow` that may be the one that holds; undefined: none. */
  held: readonly (Rule | undefined)[] = [undefined];
  readonly #poolOf: (name: string) => Pool;
  readonly #whole = new Map<string, Domain>();

  constructor(
    readonly workflow: Workflow,
    readonly conditions: readonly Condition[],
  ) {
    const comparisons = [...conditions.map(({ list }) => list), workflow.list]
      .flatMap((list) => list?.comparisons ?? [])
      .map(({ names, texts }) => ({
        names: names.flatMap((name) => (name === "CI_COMMIT_REF_NAME" ? Object.values(refNames) : [name])),
        texts,
      }));
    this.#poolOf = makePools(comparisons, (name) =>
      this.#valuesInFiles(name).flatMap((value) => (value?.kind === "text" ? [value.text] : [])),
    );
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
      variable: (name) => this.#variableOf(name, condition),
      matches: (other, { source: subject }: Pattern) =>
        this.#ask(`${other} =~ ${subject}`, { subject, group: other }, ["certain", "certain"]),
      split: (name, classes) => this.split(name, classes),
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
    const thing = { subject: names.length > 0 ? id : key };
    return this.#ask(id, fact === "changes" ? { ...thing, group: fact } : thing, [ifTrue, trust]);
  }

  /** Something that is true or false. */
  #ask(id: string, thing: Omit<Domain, "choices">, [ifTrue, ifFalse]: readonly [Trust, Trust]): boolean | undefined {
    const chosen = this.chosen.get(id);
    if (chosen) return chosen.choices[0]!.value as boolean;
    const choices = [
      { value: true, trust: ifTrue },
      { value: false, trust: ifFalse },
    ];
    this.question ??= choices.map((choice) => new Map(this.chosen).set(id, { ...thing, choices: [choice] }));
    return undefined;
  }

  #variableOf(name: string, condition: Condition | undefined): Variable | OneOf | undefined {
    const own = condition?.variables.get(name);
    if (own && (own.isFixed || !own.value)) return own.value;
    if (!own && this.#isPredefined(name)) return predefinedVariable(name, this);
    return this.#show(name, own ? own.value : this.#shared(name));
  }

  #isPredefined(name: string): boolean {
    return isPredefined(name) && !this.workflow.names.has(name);
  }

  #show(name: string, inFiles: Variable | undefined): Variable | OneOf | undefined {
    const values = this.#domain(name).choices.map(({ value }) => (value as Variable | undefined) ?? inFiles);
    return values.length === 1 ? values[0] : { kind: "one of", name, values };
  }

  #domain(name: string): Domain {
    const known = this.chosen.get(name) ?? this.#whole.get(name);
    if (known) return known;
    const pool = this.#poolOf(name);
    const choices = this.#isPredefined(name) ? choicesOf(name, pool) : this.#outside(name, pool);
    const whole = { choices, subject: name };
    this.#whole.set(name, whole);
    return whole;
  }

  /** What a variable can be: as the files say, or as the project or whoever starts the pipeline sets it. */
  #outside(name: string, { names, texts }: Pool): Domain["choices"] {
    const owns = this.conditions.map(({ variables }) => variables.get(name)?.value);
    // What a job or a rule sets is not there to be set by others.
    const isSet =
      owns.some((value) => value?.kind === "text") ||
      this.workflow.list?.rules.some(({ variables }) => variables !== "unknown" && variables.has(name));
    const isKnown = owns.some(Boolean) || !this.#valuesInFiles(name).slice(owns.length).includes(undefined);
    const values: Variable[] = [
      ...(isKnown ? [] : [{ kind: "absent" } as const]),
      ...[...names].map((other) => ({ kind: "other", name: other }) as const),
      ...[...texts, ""].map((text) => ({ kind: "text", text }) as const),
    ];
    const set = values.map((value) => ({ value, trust: isSet ? "doubtful" : "asked" }) as const);
    return isKnown ? [{ value: undefined, trust: "certain" }, ...set] : set;
  }

  /** The value for all jobs; undefined when not known. */
  #shared(name: string): Variable | undefined {
    const base = this.workflow.variable(name);
    const values = this.held.map((rule) => (rule ? valueIn(rule, name, base) : base));
    return values.every((value) => value === values[0]) ? values[0] : undefined;
  }

  /** What the files make of a variable: for each of the conditions, the pipeline and each rule of `workflow`. */
  #valuesInFiles(name: string): readonly (Variable | undefined)[] {
    const base = this.workflow.variable(name);
    return [
      ...this.conditions.map(({ variables }) => variables.get(name)?.value),
      base,
      ...(this.workflow.list?.rules ?? []).map((rule) => valueIn(rule, name, base)),
    ];
  }

  variable(name: string): Variable | OneOf {
    return this.#show(name, undefined)!;
  }

  split(name: string, classes: readonly string[]): void {
    const domain = this.#domain(name);
    this.question ??= [...new Set(classes)].map((wanted) =>
      new Map(this.chosen).set(name, {
        ...domain,
        choices: domain.choices.filter((_, index) => classes[index] === wanted),
      }),
    );
  }

  kind(): Kind | undefined {
    const chosen = this.chosen.get(kindName);
    if (chosen) return chosen.choices[0]!.value as Kind;
    const sources = this.#domain(source);
    this.question ??= (["branch", "tag", "merge request"] as const).flatMap((kind) => {
      const choices = sourcesOf(kind, sources.choices as readonly Choice[]);
      if (choices.length === 0) return [];
      const decided: Domain = { choices: [{ value: kind, trust: "certain" }], subject: kindName };
      return [new Map(this.chosen).set(kindName, decided).set(source, { ...sources, choices })];
    });
    return undefined;
  }
}

function valueIn({ variables }: Rule, name: string, base: Variable | undefined): Variable | undefined {
  if (variables === "unknown") return undefined;
  return variables.has(name) ? variables.get(name) : base;
}
