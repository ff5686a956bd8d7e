import { Value } from "../text/value";
import type { Environment } from "./environment";
import type { Ast } from "./parse";
import type { PlacedWord } from "./source";
import type { Context, Walker } from "./walker";

/** What redirections make of the standard input and output; the last one counts. */
export function redirect(
  walker: Walker,
  redirects: readonly Ast.Redirection[],
  environment: Environment,
  context: Context,
): Context {
  if (redirects.length === 0) return context;
  let { input, output } = context;
  const expander = walker.expander(environment, context);
  for (const redirection of redirects) {
    if (redirection.type === "HereDoc") {
      input = { kind: "text", text: expander.hereDocument(redirection) };
      continue;
    }
    const target = redirection.target && expander.word(redirection.target);
    if (redirection.type === "HereString") input = { kind: "text", text: target && withLineEnd(target) };
    else if (redirection.operator === "<") input = { kind: "file" };
    else if (writesOutput(redirection)) {
      const isDescriptor = redirection.operator === ">&" && /^(\d+|-)$/.test(target?.value.flat ?? "");
      output = target && !isDescriptor ? { target, isAppend: redirection.operator.endsWith(">>") } : undefined;
    }
  }
  return { ...context, input, output };
}

/** True for a redirection of the standard output, wherever to. */
function writesOutput({ operator, descriptor }: Ast.Redirect): boolean {
  if (operator.startsWith("&>")) return true;
  if (!operator.startsWith(">")) return false;
  return descriptor === undefined || (descriptor.type === "FileDescriptor" && descriptor.value === 1);
}

function withLineEnd({ value, uses, location, isOne }: PlacedWord): PlacedWord {
  const end = Value.literal("\n", location);
  const text = { value: Value.concat([value, end]), location, isOne };
  return uses ? { ...text, uses: [...uses, { value: end, place: undefined }] } : text;
}
