import type { Ast } from "./parse";

/** Runs `onCommand` for each `$(…)` in an arithmetic expression, in order. */
export function visitCommands(
  expression: Ast.ArithmeticExpression | undefined,
  onCommand: (node: Ast.ArithmeticCommandExpansion | Ast.CommandExpansionPart) => void,
): void {
  switch (expression?.type) {
    case "ArithmeticBinary":
      visitCommands(expression.left, onCommand);
      visitCommands(expression.right, onCommand);
      break;
    case "ArithmeticUnary":
      visitCommands(expression.operand, onCommand);
      break;
    case "ArithmeticTernary":
      visitCommands(expression.test, onCommand);
      visitCommands(expression.consequent, onCommand);
      visitCommands(expression.alternate, onCommand);
      break;
    case "ArithmeticGroup":
      visitCommands(expression.expression, onCommand);
      break;
    case "ArithmeticWord":
      for (const part of expression.parts ?? []) if (part.type === "CommandExpansion") onCommand(part);
      break;
    case "ArithmeticCommandExpansion":
      onCommand(expression);
      break;
  }
}

/** The variables that an arithmetic text may assign: all that are in it when anything is assigned. */
export function assignedNames(text: string): readonly string[] {
  return /\+\+|--|(^|[^=!<>])=(?!=)|<<=|>>=/.test(text) ? (text.match(/[A-Za-z_]\w*/g) ?? []) : [];
}
