import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, run, words } from "./shellCases";

function check(cases: readonly [script: string, expected: string[]][]): void {
  for (const [script, expected] of cases) it(script, () => assert.deepEqual(lastWords(script), expected));
}

describe("words", () => {
  check([
    ["buildah  build\t.", ["buildah", "build", "."]],
    [`echo 'a $IMAGE' "b $IMAGE" c\\ d "e\\"f" g'h'"i"`, ["echo", "a $IMAGE", "b registry/app", "c d", 'e"f', "ghi"]],
    ["echo a \\\n  b", ["echo", "a", "b"]],
    [`echo "a \\\nb" c\\\nd`, ["echo", "a b", "cd"]],
    ["echo $'a\\tb'", ["echo", "a\tb"]],
    ["echo ${IMAGE}:1 $IMAGE-$ARCH", ["echo", "registry/app:1", "registry/app-arm64"]],
    ["echo \\$IMAGE '$IMAGE'", ["echo", "$IMAGE", "$IMAGE"]],
    // An unquoted value is split at blanks, and vanishes when it is empty; a quoted one is one word.
    ['echo $BLANKS "$BLANKS" x$BLANKS', ["echo", "a", "b", "a b", "xa", "b"]],
    ['echo $EMPTY "$EMPTY" x', ["echo", "", "x"]],
    ['echo "" x', ["echo", "", "x"]],
    // Symbols are known as names and are one word, unless they hold what people write.
    ["push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA", ["push", "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA"]],
    ['echo $CI_COMMIT_TITLE "$CI_COMMIT_TITLE"', ["echo", "$CI_COMMIT_TITLE*", "$CI_COMMIT_TITLE"]],
    // What is set nowhere may be no word or several, but not between quotes.
    ['push $OTHER "$OTHER" a$OTHER', ["push", "$OTHER*", "$OTHER", "a$OTHER*"]],
    ['push $(date) "$(date)" `id`', ["push", "$(date)*", "$(date)", "`id`*"]],
    ['A="--x $(date)"; push $A', ["push", "--x", "$(date)*"]],
    ["ls *.md [", ["ls", "*.md*", "["]],
    ["P='*.md'; ls $P \"$P\"", ["ls", "*.md*", "*.md"]],
    ["echo $((1 + 2))", ["echo", "$((1 + 2))"]],
    ["sign --by=<(key) x", ["sign", "--by=<(key)", "x"]],
  ]);

  it("leave out comments", () => {
    assert.deepEqual(words("echo a # buildah push\n# buildah push\necho b#c"), [
      ["echo", "a"],
      ["echo", "b#c"],
    ]);
  });
});

describe("braces", () => {
  check([
    ["echo {a,b}", ["echo", "a", "b"]],
    ["echo linux/{amd64,arm64/{v8,v9}}-x", ["echo", "linux/amd64-x", "linux/arm64/v8-x", "linux/arm64/v9-x"]],
    ["echo {1..3} {03..1} {a..e..2} {-1..1}", ["echo", "1", "2", "3", "03", "02", "01", "a", "c", "e", "-1", "0", "1"]],
    ['echo {"a b",$ARCH}{1,2}', ["echo", "a b1", "a b2", "arm641", "arm642"]],
    ["echo {a} {} '{a,b}' \"{a,b}\"", ["echo", "{a}", "{}", "{a,b}", "{a,b}"]],
    ["A={a,b}; echo $A", ["echo", "{a,b}"]],
    // Too many words to be of use.
    ["echo {1..100000}", ["echo", "{1..100000}*"]],
  ]);
});

describe("separators", () => {
  check([
    ["L=a,b; IFS=,; echo $L", ["echo", "a", "b"]],
    ["L=a,,b; IFS=,; echo $L", ["echo", "a", "", "b"]],
    ["IFS=,; echo $BLANKS", ["echo", "a b"]],
    ["L=a,b; OLD=$IFS; IFS=,; IFS=$OLD; echo $L $BLANKS", ["echo", "a,b", "a", "b"]],
    ["L=' a , b,,c '; IFS=', '; echo $L", ["echo", "a", "b", "", "c"]],
    ["L=a,b; IFS=$(x); echo $L", ["echo", "a,b*"]],
    ["L=a,b; if x; then IFS=,; fi; echo $L", ["echo", "a,b*"]],
    ["L=a,b; . ./env; L=a,b; echo $L", ["echo", "a,b"]],
  ]);
});

describe("scripts", () => {
  it("are not complete where the text is no shell", () => {
    assert.equal(run("if a; then b").isComplete, false);
    assert.equal(run("echo 'a").isComplete, false);
    assert.equal(run("echo a").isComplete, true);
  });

  it("are read over several items where one leaves an `if` or a loop open", () => {
    const items = ["before", "for a in 1 2; do", "build $a", "if x; then", "push $a", "fi", "done", "after"];
    assert.deepEqual(words(...items), [
      ["before"],
      ["build", "1"],
      ["x"],
      ["push", "1"],
      ["build", "2"],
      ["x"],
      ["push", "2"],
      ["after"],
    ]);
    assert.equal(run(...items).isComplete, true);
    assert.equal(run("a", "if b; then", "c").isComplete, false);
  });

  it("may hold inputs of components, which are unknown wherever they stand", () => {
    const script = `build $[[ inputs.a ]] "$[[ inputs.b ]]" '$[[ inputs.c ]]' x$[[ inputs.d | expand_vars ]]`;
    assert.deepEqual(words(script), [
      ["build", "$[[ inputs.a ]]*", "$[[ inputs.b ]]", "$[[ inputs.c ]]", "x$[[ inputs.d | expand_vars ]]*"],
    ]);
    assert.ok(
      run(script)
        .commands[0]!.words.slice(1)
        .every((word) => !word.value.isKnown),
    );
    assert.deepEqual(lastWords('V=$[[ inputs.a ]]; case $V in a) x;; *) y;; esac; echo "$V"'), [
      "echo",
      "$[[ inputs.a ]]",
    ]);
  });
});
