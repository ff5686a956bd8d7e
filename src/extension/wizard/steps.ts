/** Where a step stands among the others; shown in its title. */
export interface Place {
  readonly title: string;
  /** Counted from 1. */
  readonly step: number;
  readonly totalSteps: number;
  /** Gives up for the user when what asks has ended. */
  readonly signal?: AbortSignal | undefined;
}

/** What the user did with a question. */
export type Reply<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "back" }
  | { readonly kind: "cancel" };

/** Asks one thing; replies with the answers so far and its own among them. */
export type Step<A> = (answers: A, place: Place) => Promise<Reply<A>>;

/**
 * Asks step by step. Which steps there are may depend on the answers so far. Going back keeps the later answers, so
 * that the steps can offer them again.
 * @param signal gives up when it is aborted
 * @returns the last answers, or undefined when the user gave up
 */
export async function runSteps<A>(
  title: string,
  first: A,
  steps: (answers: A) => readonly Step<A>[],
  signal?: AbortSignal,
): Promise<A | undefined> {
  let answers = first;
  let index = 0;
  for (;;) {
    const all = steps(answers);
    const step = all[index];
    if (!step) return answers;
    const reply = await step(answers, { title, step: index + 1, totalSteps: all.length, signal });
    if (reply.kind === "cancel") return undefined;
    if (reply.kind === "back") index = Math.max(0, index - 1);
    else {
      answers = reply.value;
      index += 1;
    }
  }
}

/** The reply with its value changed; ways out stay what they are. */
export function mapReply<T, U>(reply: Reply<T>, change: (value: T) => U): Reply<U> {
  return reply.kind === "value" ? { kind: "value", value: change(reply.value) } : reply;
}
