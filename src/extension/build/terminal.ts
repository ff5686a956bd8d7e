import * as vscode from "vscode";

/** How a program in the terminal ended; no code: it was left before it did anything. */
export type ExitCode = number | undefined;

/** What runs in a terminal of a task: it writes, waits for keys, and ends with an exit code. */
export interface Screen {
  /** Writes text; lines end with `\n`. */
  readonly write: (text: string) => void;
  /** Waits for one of these keys; undefined when the user wants to leave. */
  readonly key: (keys: readonly string[]) => Promise<string | undefined>;
  /** Aborted by Ctrl+C, Terminate Task, and the end of the terminal. */
  readonly signal: AbortSignal;
}

/** The terminal of a task whose work is done in the extension. */
export class TaskTerminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number | undefined>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  readonly #abort = new AbortController();
  #onKey: ((key: string) => void) | undefined;

  constructor(readonly run: (screen: Screen) => Promise<ExitCode>) {}

  open(): void {
    const screen: Screen = {
      write: (text) => this.#written.fire(text.replaceAll(/\r?\n/g, "\r\n")),
      key: (keys) => this.#waitForKey(keys),
      signal: this.#abort.signal,
    };
    void this.#runToEnd(screen);
  }

  handleInput(data: string): void {
    if (data === "\x03") this.#abort.abort();
    else this.#onKey?.(data);
  }

  close(): void {
    this.#abort.abort();
  }

  async #runToEnd(screen: Screen): Promise<void> {
    let code: ExitCode = 1;
    try {
      code = await this.run(screen);
    } catch (error) {
      screen.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    }
    this.#closed.fire(code);
  }

  #waitForKey(keys: readonly string[]): Promise<string | undefined> {
    return new Promise((resolve) => {
      const { signal } = this.#abort;
      const settle = (key: string | undefined) => {
        this.#onKey = undefined;
        resolve(key);
      };
      if (signal.aborted) return settle(undefined);
      signal.addEventListener("abort", () => settle(undefined), { once: true });
      this.#onKey = (data) => {
        if (data === "\x1b") settle(undefined);
        else if (keys.includes(data.toLowerCase())) settle(data.toLowerCase());
      };
    });
  }
}
