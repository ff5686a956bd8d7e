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
    const isInput = isOf(redirection, 0);
    if (redirection.type === "HereDoc") {
      const text = expander.hereDocument(redirection);
      if (isInput) input = { kind: "text", text };
      continue;
    }
    const fed = redirection.operator === "<" && redirection.target ? expander.fed(redirection.target) : undefined;
    const target = fed ? undefined : redirection.target && expander.word(redirection.target);
    if (redirection.type === "HereString") {
      if (isInput) input = { kind: "text", text: target && withLineEnd(target) };
    } else if (redirection.operator === "<") {
      if (isInput) input = fed ? { kind: "pipe", ...fed } : { kind: "file" };
    } else if (/^&>|^>/.test(redirection.operator) && isOf(redirection, 1)) {
      const isDescriptor = redirection.operator === ">&" && /^(\d+|-)$/.test(target?.value.flat ?? "");
      output = target && !isDescriptor ? { target, isAppend: redirection.operator.endsWith(">>") } : undefined;
    }
  }
  return { ...context, input, output };
}

/** True for a redirection of a descriptor, which is the one it is for where none is written. */
function isOf({ descriptor }: Ast.Redirection, number: number): boolean {
  return descriptor === undefined || (descriptor.type === "FileDescriptor" && descriptor.value === number);
}

function withLineEnd({ value, uses, location, isOne }: PlacedWord): PlacedWord {
  const end = Value.literal("\n", location);
  const text = { value: Value.concat([value, end]), location, isOne };
  return uses ? { ...text, uses: [...uses, { value: end, place: undefined }] } : text;
}
