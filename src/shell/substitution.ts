import { isSameLocation } from "../text/span";
import { type UnknownPiece, Value } from "../text/value";
import type { Command } from "./command";
import type { Environment } from "./environment";
import type { Ast } from "./parse";
import { outputIdentity, printedText } from "./printed";
import { type Place, Source } from "./source";
import { type Context, inFrame, noInput, type Walker } from "./walker";

/** What came of running the commands of `$(…)`. */
export interface Substitution {
  /** What they print, where that can be told. */
  readonly text: Value | undefined;
  /** What is known of it where it cannot. */
  readonly known: Pick<UnknownPiece, "commands" | "identity">;
}

/** Runs the commands of `$(…)` or of backticks at a place of the walker's text. */
export function substitute(
  walker: Walker,
  script: Ast.ParsedScript,
  place: Place,
  environment: Environment,
  context: Context,
): Substitution {
  const { commands } = walker.state;
  const start = commands.length;
  const source = script.source === undefined ? walker.source : decodedSource(walker.source, script.source, place);
  const own = { ...inFrame("shell", environment, context), input: noInput, output: undefined };
  const inner = environment.clone();
  // Bash does not pass `-e` on to it.
  inner.options = { ...inner.options, errexit: false };
  walker.runScript(script, source, inner, own);
  const listed = commands.slice(start);
  const [statement, ...others] = script.commands;
  const node = others.length === 0 && statement?.command.type === "Command" ? statement.command : undefined;
  const [redirection] = node && !node.name ? node.redirects : [];
  // `$(< FILE)` is `$(cat FILE)` (bash(1), Command Substitution).
  if (listed.length === 0 && redirection?.type === "Redirect" && redirection.operator === "<" && redirection.target) {
    const target = walker.expander(environment, own).word(redirection.target);
    const cat = { value: Value.literal("cat", walker.source.location(redirection)) };
    return { text: undefined, known: { commands: [{ words: [cat, target], directory: environment.directory }] } };
  }
  const text = node && printedBy(node, source, listed);
  if (text) return { text, known: {} };
  const identity = outputIdentity(listed);
  return { text: undefined, known: identity === undefined ? { commands: listed } : { commands: listed, identity } };
}

/** What a command prints, if it was listed and no other was. */
export function printedBy(node: Ast.Command, source: Source, listed: readonly Command[]): Value | undefined {
  const [command, ...others] = listed;
  if (!command || !node.name || others.length > 0) return undefined;
  return isSameLocation(command.words[0]!.location, source.location(node.name)) ? printedText(command) : undefined;
}

/** Backtick scripts with escapes are decoded before they are read. */
function decodedSource(source: Source, text: string, { pos, end }: Place): Source {
  return Source.ofValue(source.literal(text, { pos: pos + 1, end: end - 1 }), source.location({ pos, end }));
}
