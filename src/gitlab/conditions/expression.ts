import { type Pattern, readPattern } from "./pattern";

/** Where a part of an expression stands in its text: indices, `end` exclusive. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export type Comparison = "==" | "!=" | "=~" | "!~";

/** What a `rules:if` says, as GitLab reads it. */
export type Expression = Place &
  (
    | { readonly kind: "variable"; readonly name: string }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "null" }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "pattern"; readonly pattern: Pattern }
    /** `$[[ inputs.name ]]` that no header of the file has replaced. */
    | { readonly kind: "input"; readonly name: string }
    | { readonly kind: "not"; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: Comparison | "&&" | "||";
        readonly left: Expression;
        readonly right: Expression;
      }
  );

/** Text that GitLab refuses as an expression, and why. */
export interface Malformed extends Place {
  readonly kind: "malformed";
  readonly reason: string;
}

interface Token extends Place {
  readonly type: (typeof lexemes)[number][0];
  /** The match of the token's pattern. */
  readonly match: RegExpExecArray;
}

/** The words of the language in the order in which they are tried (GitLab, `expression/lexer.rb` and `lexeme/*.rb`). */
const lexemes = [
  ["(", /\(/y],
  [")", /\)/y],
  ["input", /\$\[\[\s*inputs\.(\w+)\s*\]\]/y],
  ["variable", /\$(\w+)/y],
  ["text", /"(.*?)"|'(.*?)'/y],
  ["pattern", /\/(?:[^/]|\\\/)+[^\\]\/[ismU]*/y],
  ["null", /null/y],
  ["boolean", /\b(?:true|false)\b/y],
  ["==", /==/y],
  ["=~", /=~/y],
  ["!=", /!=/y],
  ["!~", /!~/y],
  ["&&", /&&/y],
  ["||", /\|\|/y],
  ["!", /!/y],
] as const;

/** Smaller binds tighter. */
const precedences = { "!": 1, "==": 10, "!=": 10, "=~": 10, "!~": 10, "&&": 11, "||": 12 } as const;

/** GitLab gives up at its hundredth token. */
const maxTokens = 99;

class ExpressionError extends Error {
  constructor(
    readonly reason: string,
    readonly place: Place,
  ) {
    super(reason);
  }
}

/** Parses the text of a `rules:if` or of an item of `only:variables`. */
export function parseExpression(text: string): Expression | Malformed {
  try {
    return build(sortTokens(tokenize(text)), text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { kind: "malformed", reason: error.reason, start: error.place.start, end: error.place.end };
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/[ \t\r\n\f\v]/.test(text.charAt(at))) at += 1;
    if (at >= text.length) return tokens;
    const rest = { start: at, end: text.length };
    if (tokens.length >= maxTokens) throw new ExpressionError("the expression has too many parts", rest);
    const token = readToken(text, at);
    if (!token) throw new ExpressionError(`“${text.slice(at)}” cannot be read`, rest);
    tokens.push(token);
    at = token.end;
  }
}

function readToken(text: string, start: number): Token | undefined {
  for (const [type, pattern] of lexemes) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match) return { type, match, start, end: start + match[0].length };
  }
  return undefined;
}

/** Puts operators behind their operands: the shunting yard of GitLab's `expression/parser.rb`. */
function sortTokens(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  const operators: Token[] = [];
  const precedence = (token: Token): number | undefined => precedences[token.type as keyof typeof precedences];
  for (const token of tokens) {
    if (token.type === ")") {
      while (operators.length > 0 && operators.at(-1)!.type !== "(") output.push(operators.pop()!);
      if (!operators.pop()) throw new ExpressionError("“)” closes nothing", token);
    } else if (token.type === "(" || token.type === "!") operators.push(token);
    else {
      const own = precedence(token);
      while (own !== undefined && operators.length > 0 && own >= (precedence(operators.at(-1)!) ?? Infinity))
        output.push(operators.pop()!);
      (own === undefined ? output : operators).push(token);
    }
  }
  return [...output, ...operators.reverse()];
}

function build(sorted: readonly Token[], text: string): Expression {
  const operands: Expression[] = [];
  const pop = (operator: Token) => {
    const operand = operands.pop();
    if (!operand) throw new ExpressionError(`“${operator.type}” lacks an operand`, operator);
    return operand;
  };
  for (const token of sorted) {
    if (token.type === "(" || token.type === ")") throw new ExpressionError("“(” is not closed", token);
    if (token.type === "!") {
      const operand = pop(token);
      operands.push({ kind: "not", operand, ...around(token, operand) });
    } else if (token.type in precedences) {
      const right = pop(token);
      const left = pop(token);
      const operator = token.type as (Expression & { kind: "binary" })["operator"];
      operands.push({ kind: "binary", operator, left, right, ...around(left, right) });
    } else operands.push(readOperand(token));
  }
  const whole = { start: 0, end: text.length };
  if (operands.length === 0) throw new ExpressionError("the expression is empty", whole);
  if (operands.length > 1) throw new ExpressionError("an operator is missing", whole);
  return operands[0]!;
}

/** The place of two parts; GitLab takes operators in any order. */
function around(a: Place, b: Place): Place {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

function readOperand({ type, match, start, end }: Token): Expression {
  const text = match[1] ?? match[2] ?? "";
  if (type === "variable" || type === "input") return { kind: type, name: text, start, end };
  if (type === "pattern") {
    const pattern = readPattern(match[0].replaceAll("\\/", "/"));
    if (!pattern) throw new ExpressionError(`${match[0]} is no regular expression of RE2`, { start, end });
    return { kind: type, pattern, start, end };
  }
  if (type === "boolean") return { kind: type, value: match[0] === "true", start, end };
  return type === "null" ? { kind: type, start, end } : { kind: "text", text, start, end };
}
