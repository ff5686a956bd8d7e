import * as vscode from "vscode";
import type { Place, Reply } from "./steps";

/** One row to choose. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
  /** True when the row only says why it cannot be chosen. */
  readonly isRefused?: boolean;
}

interface Question<T> {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** Makes a row of what the user types into the filter, where that is an answer of its own. */
  readonly typed?: (text: string) => Promise<Choice<T> | undefined>;
  /** True when what is typed is more likely meant as an answer than as a filter. */
  readonly isTypedFirst?: boolean;
}

export interface OneQuestion<T> extends Question<T> {
  /** The row that has the focus at first. */
  readonly active?: Choice<T> | undefined;
  /** Does what a row stands for while the list stays open; true when the row is an answer. */
  readonly onAccept?: (value: T) => boolean;
}

/** Asks for one row of a list. */
export function askOne<T>(place: Place, question: OneQuestion<T>): Promise<Reply<T>> {
  const { pick, rows } = openPick(place, question);
  if (question.active) pick.activeItems = [question.active];
  return settle(place, pick, async () => {
    await rows.settled();
    const chosen = pick.activeItems[0] ?? rows.typed;
    if (!chosen || chosen.isRefused) return undefined;
    return (question.onAccept?.(chosen.value) ?? true) ? { value: chosen.value } : undefined;
  });
}

export interface ManyQuestion<T> extends Question<T> {
  readonly ticked: readonly Choice<T>[];
  /** The number of steps may hang on how many rows are ticked. */
  readonly totalSteps: (ticked: number) => number;
  /** Why these rows together do not do. */
  readonly refuse: (values: readonly T[]) => Promise<string | undefined>;
}

/** Asks for rows of a list; the values come in the order of the list. What is typed joins the list with Enter. */
export function askMany<T>(place: Place, question: ManyQuestion<T>): Promise<Reply<readonly T[]>> {
  const { pick, rows } = openPick(place, question);
  pick.canSelectMany = true;
  pick.selectedItems = question.ticked;
  pick.onDidChangeSelection((ticked) => {
    pick.placeholder = question.placeholder;
    pick.totalSteps = question.totalSteps(ticked.length);
  });
  return settle(place, pick, async () => {
    await rows.settled();
    if (rows.typed) {
      if (!rows.typed.isRefused) rows.keepTyped();
      return undefined;
    }
    const values = pick.items.filter((item) => pick.selectedItems.includes(item)).map((item) => item.value);
    const refusal = await question.refuse(values);
    if (refusal === undefined) return { value: values };
    // A quick pick has no place for messages but this one, which shows while nothing is typed.
    pick.value = "";
    pick.placeholder = refusal;
    return undefined;
  });
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isSecret?: boolean;
  /** Why a text does not do. */
  readonly refuse: (text: string) => Promise<string | undefined>;
}

/** Asks for a line of text. */
export function askText(place: Place, question: TextQuestion): Promise<Reply<string>> {
  const box = vscode.window.createInputBox();
  Object.assign(box, titleOf(place), {
    prompt: question.prompt,
    value: question.value,
    placeholder: question.placeholder,
    password: question.isSecret ?? false,
    ignoreFocusOut: true,
    buttons: backButton(place),
  });
  // Told at once when it gets right, but not while it is still being typed.
  box.onDidChangeValue(() => {
    box.validationMessage = undefined;
  });
  return settle(place, box, async () => {
    const text = box.value.trim();
    const refusal = await question.refuse(text);
    if (refusal === undefined) return { value: text };
    box.validationMessage = refusal;
    return undefined;
  });
}

/** The rows of a pick: those given, those that were typed before, and the one that is being typed. */
class Rows<T> {
  #kept: readonly Choice<T>[];
  #typed: Choice<T> | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    readonly pick: vscode.QuickPick<Choice<T>>,
    readonly question: Question<T>,
  ) {
    this.#kept = question.choices;
    if (question.typed) pick.onDidChangeValue(() => this.#read());
  }

  /** The row of what is typed now. */
  get typed(): Choice<T> | undefined {
    return this.#typed;
  }

  /** Waits until what is typed has become a row. */
  settled(): Promise<void> {
    return this.#reading;
  }

  /** Makes the typed row one of the list, ticked. */
  keepTyped(): void {
    if (!this.#typed) return;
    const ticked = [...this.pick.selectedItems, this.#typed];
    this.#kept = [...this.#kept, this.#typed];
    this.#typed = undefined;
    this.pick.value = "";
    this.pick.items = this.#kept;
    this.pick.selectedItems = ticked;
  }

  #read(): void {
    const text = this.pick.value.trim();
    const isListed = text === "" || this.#kept.some((row) => row.label === text);
    const reading = (isListed ? Promise.resolve(undefined) : this.question.typed!(text)).then((row) => {
      if (this.#reading !== reading || (!row && !this.#typed)) return;
      const ticked = this.pick.selectedItems;
      this.#typed = row && { ...row, alwaysShow: true };
      const typed = this.#typed ? [this.#typed] : [];
      const isFirst = this.question.isTypedFirst ?? false;
      this.pick.items = isFirst ? [...typed, ...this.#kept] : [...this.#kept, ...typed];
      this.pick.selectedItems = ticked;
      if (isFirst) this.pick.activeItems = typed;
    });
    this.#reading = reading;
  }
}

function openPick<T>(place: Place, question: Question<T>): { pick: vscode.QuickPick<Choice<T>>; rows: Rows<T> } {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  Object.assign(pick, titleOf(place), {
    items: question.choices,
    placeholder: question.placeholder,
    ignoreFocusOut: true,
    buttons: backButton(place),
  });
  return { pick, rows: new Rows(pick, question) };
}

function titleOf({ title, step, totalSteps }: Place): Pick<vscode.QuickInput, "title" | "step" | "totalSteps"> {
  return { title, step, totalSteps };
}

function backButton({ step }: Place): vscode.QuickInputButton[] {
  return step > 1 ? [vscode.QuickInputButtons.Back] : [];
}

/**
 * Shows an input until the user answers or leaves.
 * @param accept the answer; undefined when it does not do and the input stays
 */
function settle<R>(
  { signal }: Place,
  input: vscode.QuickInput & {
    onDidAccept: vscode.Event<void>;
    onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
  },
  accept: () => Promise<{ readonly value: R } | undefined>,
): Promise<Reply<R>> {
  return new Promise<Reply<R>>((resolve, reject) => {
    let isAccepting = false;
    input.onDidAccept(async () => {
      if (isAccepting) return;
      isAccepting = true;
      input.busy = true;
      try {
        const accepted = await accept();
        if (accepted) resolve({ kind: "value", value: accepted.value });
      } catch (error) {
        reject(error);
      } finally {
        isAccepting = false;
        input.busy = false;
      }
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) resolve({ kind: "back" });
    });
    input.onDidHide(() => resolve({ kind: "cancel" }));
    if (signal?.aborted) return resolve({ kind: "cancel" });
    signal?.addEventListener("abort", () => resolve({ kind: "cancel" }), { once: true });
    input.show();
  }).finally(() => input.dispose());
}
