import { mayUseImagesAfter } from "./afterScript";
import type { Content, ListContent } from "./content";
import type { JobRun, ListAddEvent, ListCreateEvent } from "./flow";
import { mayKeepState } from "./keptState";
import { losesList } from "./lostLists";

/** A list that a job creates and fills, and then does nothing with. */
export interface UnpushedList {
  readonly create: ListCreateEvent;
  /** In order; never empty. */
  readonly adds: readonly ListAddEvent[];
}

/** Commands that only make, change or ask for a list. */
const making = new Set([
  ..."create add annotate remove exists".split(" ").map((name) => `manifest ${name}`),
  ..."build commit login logout".split(" "),
]);

/** The lists that certainly go with the storage of the job. */
export function findUnpushedLists(run: JobRun): readonly UnpushedList[] {
  const { events, named, calls } = run;
  if (!run.isComplete || run.opaque.length > 0 || mayKeepState(run) || mayUseImagesAfter(run) || losesList(run))
    return [];
  // A list that is removed, inspected or saved is made for that; so may be any, by a call that is not known.
  const others = calls.filter(({ subcommand }) => !making.has(subcommand));
  if (calls.some((call) => call.hasUnknownWords)) return [];
  const used = new Set<Content>(events.flatMap((event) => (isUse(event.kind) ? (named.get(event) ?? []) : [])));
  return events.flatMap((create): UnpushedList[] => {
    const { key } = create.kind === "listCreate" ? create.list : { key: undefined };
    if (create.kind !== "listCreate" || key === undefined) return [];
    const adds = events.filter((event) => event.kind === "listAdd" && event.list.key === key) as ListAddEvent[];
    const [list] = adds.flatMap((add) => named.get(add) ?? []);
    if (!list || !isCertainList(list) || used.has(list)) return [];
    const isNamed = others.some(({ command }) => command.words.some(({ value }) => mayName(value.key, create)));
    const isAdded = adds.length === 0 || events.some((event) => event.kind === "listAdd" && event.image.key === key);
    return isNamed || isAdded ? [] : [{ create, adds }];
  });
}

function isUse(kind: string): boolean {
  return kind === "push" || kind === "listPush" || kind === "copy";
}

function isCertainList(content: Content): content is ListContent {
  return content.kind === "list" && content.problems.every(({ kind }) => kind === "conditional");
}

function mayName(word: string | undefined, { list }: ListCreateEvent): boolean {
  return word === undefined || word.includes(list.name.key ?? "");
}
