import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide, type Variable } from "../../src/gitlab/conditions/decide";
import { type Expression, parseExpression } from "../../src/gitlab/conditions/expression";
import fc from "./properties";

const variables: Readonly<Record<string, Variable>> = {
  FULL: { kind: "text", text: "my text" },
  PATH: { kind: "text", text: "a/path/of/it" },
  EMPTY: { kind: "text", text: "" },
  BLANK: { kind: "text", text: " " },
  NONE: { kind: "absent" },
  STARTS: { kind: "text", text: "/^my/" },
  OTHER: { kind: "other", name: "a branch" },
  SAME: { kind: "other", name: "a branch" },
  ANOTHER: { kind: "other", name: "a tag" },
};

/** True, false or undefined as `rules:if` would find with those variables; `$UNKNOWN` is not known. */
function answer(text: string): boolean | undefined {
  return decide(parseExpression(text), { variable: (name) => variables[name] });
}

/** The tree in Polish notation. */
function show(expression: Expression): string {
  if (expression.kind === "binary")
    return `(${expression.operator} ${show(expression.left)} ${show(expression.right)})`;
  if (expression.kind === "not") return `(! ${show(expression.operand)})`;
  if (expression.kind === "variable") return expression.name;
  return expression.kind === "text" ? JSON.stringify(expression.text) : expression.kind;
}

function parse(text: string): string {
  const expression = parseExpression(text);
  return expression.kind === "malformed" ? `${expression.reason} at ${expression.start}` : show(expression);
}

describe("an expression of rules:if", () => {
  it("binds comparisons tighter than &&, and && tighter than ||", () => {
    assert.equal(parse('$A == "a" && $B || $C'), '(|| (&& (== A "a") B) C)');
    assert.equal(parse("$A || $B && $C != null"), "(|| A (&& B (!= C null)))");
    assert.equal(parse("($A || $B) && ($C || ($D))"), "(&& (|| A B) (|| C D))");
    assert.equal(parse("$A == $B == $C"), "(== (== A B) C)");
    assert.equal(parse("!$A && !($B || $C)"), "(&& (! A) (! (|| B C)))");
  });

  it("takes texts in either quotes, over a line's end, with blanks anywhere", () => {
    assert.equal(parse(`$A=='it is "a"'`), '(== A "it is \\"a\\"")');
    assert.equal(parse(`\t$A\n  == ""`), '(== A "")');
    assert.equal(parse("$[[ inputs.kind ]] == 'a'"), '(== input "a")');
  });

  it("keeps where each part stands", () => {
    const text = "$A && $B =~ /^v\\d/";
    const expression = parseExpression(text);
    assert.ok(expression.kind === "binary" && expression.right.kind === "binary");
    const part = expression.right.right;
    assert.equal(text.slice(part.start, part.end), "/^v\\d/");
    assert.equal(text.slice(expression.right.start, expression.right.end), "$B =~ /^v\\d/");
  });

  it("is malformed where GitLab refuses it, and says why and where", () => {
    assert.equal(parse(""), "the expression is empty at 0");
    assert.equal(parse("$A = 1"), "“= 1” cannot be read at 3");
    assert.equal(parse("${A}"), "“${A}” cannot be read at 0");
    assert.equal(parse("$A &&"), "“&&” lacks an operand at 3");
    assert.equal(parse("($A"), "“(” is not closed at 0");
    assert.equal(parse("$A)"), "“)” closes nothing at 2");
    assert.equal(parse('$A "a"'), "an operator is missing at 0");
    // A pattern of one character is too short for GitLab's lexer.
    assert.equal(parse("$A =~ /a/"), "“/a/” cannot be read at 6");
    assert.equal(parse("$A =~ /a(?=b)/"), "/a(?=b)/ is no regular expression of RE2 at 6");
    assert.equal(parse(Array(60).fill("$A").join("&&")), "the expression has too many parts at 198");
    assert.equal(answer("$A &&"), undefined);
  });

  it("never throws, and its places lie in the text", () => {
    const piece = fc.constantFrom(
      "$A",
      "$",
      '"a"',
      "'",
      "/ab/",
      "/",
      "\\",
      "(",
      ")",
      "==",
      "=~",
      "!",
      "&&",
      "||",
      "null",
      " ",
      "true",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const { start, end } = parseExpression(text);
        assert.ok(0 <= start && start <= end && end <= text.length);
      }),
    );
  });
});

describe("an expression decides", () => {
  const table: readonly (readonly [string, boolean | undefined])[] = [
    ['$FULL == "my text"', true],
    ['"my text" == $FULL', true],
    ['$FULL != "my text"', false],
    ["$FULL == null", false],
    ["$EMPTY == null", false],
    ['$EMPTY == ""', true],
    ["$NONE == null", true],
    ['$NONE == ""', false],
    ["$NONE == $EMPTY", false],
    ["$FULL", true],
    ["$NONE", false],
    // Blank texts count as empty.
    ["$EMPTY", false],
    ["$BLANK", false],
    ["!$BLANK", true],
    ["true", true],
    ["$FULL == true", false],

    ["$FULL =~ /text$/", true],
    ["$FULL =~ /^text/", false],
    ["$FULL =~ /TEXT/i", true],
    ["$FULL !~ /TEXT/", true],
    ["$PATH =~ /path\\/of/", true],
    ["$NONE =~ /te.*/", false],
    ["$NONE !~ /te.*/", true],
    // What stands right of it may be a variable that holds a pattern; where it is no pattern, it is searched for the left.
    ["$FULL =~ $STARTS", true],
    ["$PATH =~ $STARTS", false],
    ["$FULL =~ $NONE", false],
    ["$FULL !~ $NONE", true],
    ['"text" =~ $FULL', true],

    // An empty text decides as Ruby has it: it is not false.
    ["$EMPTY && $FULL", true],
    ["$EMPTY || $FULL", false],
    ["$NONE || $FULL", true],
    ["$FULL && $EMPTY", false],
    ["$FULL && null || $EMPTY == ''", true],
    ['("a" || "b") == "a"', true],

    ['$OTHER == "main"', false],
    ["$OTHER", true],
    ["$OTHER == $SAME", true],
    ["$OTHER == $ANOTHER", false],
    ["$OTHER =~ /^v/", undefined],
    ["$OTHER =~ $NONE", false],

    ["$UNKNOWN", undefined],
    ['$UNKNOWN == "a"', undefined],
    ["$[[ inputs.a ]] == 'a'", undefined],
    ["$UNKNOWN && $NONE", false],
    ["$NONE && $UNKNOWN", false],
    ["$UNKNOWN == 'a' || $FULL", true],
    ["$FULL || $UNKNOWN", true],
    // Empty it would win.
    ["$UNKNOWN || $FULL", undefined],
    ["$UNKNOWN || $NONE", undefined],
    ["!($UNKNOWN && $NONE)", true],
  ];
  for (const [text, expected] of table) it(`${text} is ${expected}`, () => assert.equal(answer(text), expected));

  it("what a pattern says of a text that is not known, where it is told", () => {
    const expression = parseExpression("$OTHER =~ /^v/ && $OTHER !~ /-rc/");
    const matches = (other: string, { source }: { readonly source: string }) =>
      `${other} ${source}` === "a branch /^v/";
    assert.equal(decide(expression, { variable: (name) => variables[name], matches }), true);
  });

  it("in time that grows with the text only", () => {
    const text = { kind: "text", text: `${"a".repeat(5_000)}!` } as const;
    assert.equal(decide(parseExpression("$A =~ /^(a+)+$/"), { variable: () => text }), false);
  });
});
