import type { Value } from "../text/value";
import type { Expander } from "./expand";
import type { Ast } from "./parse";
import { isEmptyText } from "./symbols";
import type { Status } from "./walker";

/** `[[ … ]]`: true or false only where all that decides it is known. */
export function decideTest(node: Ast.TestExpression, expander: Expander): Status {
  switch (node.type) {
    case "TestUnary":
      return decideUnary(node.operator, expander.text(node.operand));
    case "TestBinary": {
      const left = expander.text(node.left);
      const isPattern = /^(=|==|!=)$/.test(node.operator);
      if (!isPattern) return decideBinary(left, node.operator, expander.text(node.right));
      const pattern = expander.pattern(node.right);
      const matches = left.literal === undefined ? undefined : pattern?.matches(left.literal);
      return matches === undefined ? undefined : matches === (node.operator !== "!=");
    }
    case "TestLogical": {
      const decided = node.operands.map((operand) => decideTest(operand, expander));
      const isAnd = node.operator === "&&";
      if (decided.includes(!isAnd)) return !isAnd;
      return decided.includes(undefined) ? undefined : isAnd;
    }
    case "TestNot": {
      const inner = decideTest(node.operand, expander);
      return inner === undefined ? undefined : inner === (node.negations.length % 2 === 0);
    }
    case "TestGroup":
      return decideTest(node.expression, expander);
  }
}

/** The arguments of `test` and `[`, read by their number as POSIX says. */
export function decideArguments(args: readonly Value[]): Status {
  const [first, second, third] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return negate(isEmptyText(first!));
    case 2:
      if (first!.flat === "!") return negate(decideArguments(args.slice(1)));
      return decideUnary(first!.flat, second!);
    case 3: {
      const decided = decideBinary(first!, second!.flat, third!);
      return decided === undefined && first!.flat === "!" ? negate(decideArguments(args.slice(1))) : decided;
    }
    case 4:
      return first!.flat === "!" ? negate(decideArguments(args.slice(1))) : undefined;
    default:
      return undefined;
  }
}

function negate(status: Status): Status {
  return status === undefined ? undefined : !status;
}

function decideUnary(operator: string, operand: Value): Status {
  if (operator === "-z") return isEmptyText(operand);
  return operator === "-n" ? negate(isEmptyText(operand)) : undefined;
}

function decideBinary(left: Value, operator: string, right: Value): Status {
  if (operator === "=" || operator === "==" || operator === "!=") {
    const isSame = left.key !== undefined && left.key === right.key;
    const isKnown = left.literal !== undefined && right.literal !== undefined;
    return isSame || isKnown ? isSame === (operator !== "!=") : undefined;
  }
  const [a, b] = [left, right].map((value) =>
    /^\s*-?\d{1,15}\s*$/.test(value.literal ?? "") ? Number(value.literal) : undefined,
  );
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-lt":
      return a < b;
    case "-le":
      return a <= b;
    case "-gt":
      return a > b;
    case "-ge":
      return a >= b;
    default:
      return undefined;
  }
}
