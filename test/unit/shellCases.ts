import assert from "node:assert/strict";
import type { Command, Evaluation } from "../../src/shell/command";
import { evaluate } from "../../src/shell/evaluate";
import { ShellParser } from "../../src/shell/parse";
import { Value } from "../../src/text/value";

/** The file in which the scripts of {@link run} stand, one behind the other. */
export const file = "file:///script";

const variables: Readonly<Record<string, string>> = { IMAGE: "registry/app", EMPTY: "", BLANKS: "a b", ARCH: "arm64" };

/** `$CI_…` are symbols, a few variables are set, all others are set nowhere. */
export function lookup(name: string): Value | undefined {
  const origin = { file: "file:///variables", span: { start: 0, end: 0 } };
  if (name.startsWith("CI_")) return new Value([{ kind: "symbol", name, origin }]);
  const text = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return text === undefined ? undefined : Value.literal(text, origin);
}

export const parser = new ShellParser();

/** Follows scripts, each an item, in one shell. */
export function run(...scripts: string[]): Evaluation {
  let start = 0;
  const items = scripts.map((text) => {
    const item = { text, origin: { file, span: { start, end: start + text.length } } };
    start += text.length;
    return item;
  });
  return evaluate(items, lookup, parser);
}

/** A command as its words: unknown parts as they are written, words that may be several with a star. */
export function wordsOf(command: Command): string[] {
  return command.words.map((word) => word.value.display + (word.isOne ? "" : "*"));
}

/** All commands of scripts as their words. */
export function words(...scripts: string[]): string[][] {
  return run(...scripts).commands.map(wordsOf);
}

/** The last command of scripts as its words. */
export function lastWords(...scripts: string[]): string[] {
  return wordsOf(run(...scripts).commands.at(-1)!);
}

/** The one command of a script. */
export function only(script: string): Command {
  const { commands } = run(script);
  assert.equal(commands.length, 1);
  return commands[0]!;
}

/** Each command on a line: a question mark where it is conditional, an exclamation mark where its failure is tolerated. */
export function marks(...scripts: string[]): string[] {
  return run(...scripts).commands.map(
    (command) =>
      wordsOf(command).join(" ") + (command.isConditional ? " ?" : "") + (command.toleratesFailure ? " !" : ""),
  );
}
