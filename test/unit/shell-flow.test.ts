import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, marks, run, words } from "./shellCases";

function check(cases: readonly [script: string, expected: string[]][]): void {
  for (const [script, expected] of cases) it(script, () => assert.deepEqual(marks(script), expected));
}

describe("lists of commands", () => {
  check([
    ["a; b", ["a", "b"]],
    ["a && b && c", ["a", "b", "c"]],
    // The failure of what stands left of `&&` ends the script only where nothing follows.
    ["a && b; c", ["a !", "b", "c"]],
    ["a || b", ["a !", "b ?"]],
    ["a && b || c", ["a !", "b !", "c ?"]],
    ["a || b && c", ["a !", "b ?", "c"]],
    ["a || true; b", ["a !", "true ?", "b"]],
    ["true && a; false && b; true || c; false || d", ["true !", "a", "false !", "true !", "false !", "d"]],
    ["! a", ["a !"]],
    ["! true && a; ! false && b", ["true !", "false !", "b"]],
    ["a & b; wait", ["a !", "b", "wait"]],
    ["command -v a && b", ["command -v a", "b ?"]],
    ["grep -q x f && a && b || c", ["grep -q x f !", "a ? !", "b ? !", "c ?"]],
    ["{ a; b; } && c", ["a !", "b", "c"]],
    ["(a; b)", ["a", "b"]],
    ["a | b", ["a", "b"]],
    ["time a", ["a"]],
    ["set +e; a; b", ["set +e", "a !", "b"]],
    ["set +e; a; set -e; b; c", ["set +e", "a !", "set -e !", "b", "c"]],
    ["set +o errexit; a; set -euo pipefail; b; c", ["set +o errexit", "a !", "set -euo pipefail !", "b", "c"]],
    ["(a && b); c", ["a", "b", "c"]],
    ["{ a && b; }; c", ["a !", "b", "c"]],
    ["f() { a && b; }; f; c", ["a", "b", "c"]],
    ["(! a) && b", ["a !", "b ?"]],
    ["A=$(bash -ec 'a; b'; c)", ["a !", "b !", "c"]],
    ["A=$(a; b); c", ["a !", "b", "c"]],
    ["set +o pipefail; a | b; c", ["set +o pipefail", "a !", "b", "c"]],
    ['a "$(b)"; C=$(d)', ["b !", "a $(b)", "d"]],
  ]);

  it("end their failure's meaning with the last item", () => {
    assert.deepEqual(marks("a && b", "c && d"), ["a !", "b", "c", "d"]);
  });

  it("keep the variables of subshells, pipes and background commands to those", () => {
    assert.deepEqual(words("A=1; (A=2; echo $A); echo $A"), [
      ["echo", "2"],
      ["echo", "1"],
    ]);
    assert.deepEqual(lastWords("A=1; A=2 | true; echo $A"), ["echo", "1"]);
    assert.deepEqual(lastWords("A=1; { A=2; } & echo $A"), ["echo", "1"]);
    assert.deepEqual(lastWords("A=1; { A=2; }; echo $A"), ["echo", "2"]);
    assert.deepEqual(lastWords("A=1; B=$(A=2; c); echo $A"), ["echo", "1"]);
  });
});

describe("standard input and output", () => {
  const inputs = (script: string) => run(script).commands.map(({ input, inputText }) => [input, inputText?.display]);
  const outputs = (script: string) =>
    run(script).commands.map(({ output }) => output && `${output.isAppend ? ">>" : ">"}${output.target.value.display}`);

  it("tell what feeds a command", () => {
    assert.deepEqual(inputs("a | b | c"), [
      ["none", undefined],
      ["pipe", undefined],
      ["pipe", undefined],
    ]);
    assert.deepEqual(inputs('a <<< "x $ARCH"'), [["text", "x arm64\n"]]);
    assert.deepEqual(inputs("a < f"), [["file", undefined]]);
    assert.deepEqual(inputs("{ a; b; } < f > g"), [
      ["file", undefined],
      ["file", undefined],
    ]);
    assert.deepEqual(inputs("a 3<<< x < <(b)"), [
      ["none", undefined],
      ["pipe", undefined],
    ]);
    assert.deepEqual(inputs('echo "$ARCH" | login; printf "%s\\n" a b | c | d'), [
      ["none", undefined],
      ["pipe", "arm64\n"],
      ["none", undefined],
      ["pipe", "a\nb\n"],
      ["pipe", undefined],
    ]);
  });

  it("tell the text of a here-document, in which variables and commands are replaced unless its mark is quoted", () => {
    assert.deepEqual(inputs("cat <<END > f\nA=$ARCH \\$B $(c)\nEND\nd"), [
      ["none", undefined],
      ["text", "A=arm64 $B $(c)\n"],
      ["none", undefined],
    ]);
    assert.deepEqual(inputs("cat <<'END'\nA=$ARCH `c`\nEND"), [["text", "A=$ARCH `c`\n"]]);
    assert.deepEqual(inputs("cat <<-END\n\t\tA\n\t B\n\tEND"), [["text", "A\n B\n"]]);
    assert.deepEqual(inputs("cat <<END <<< x\nA\nEND"), [["text", "x\n"]]);
  });

  it("tell which file takes their output", () => {
    assert.deepEqual(outputs("a > f; b >> $ARCH.env; c"), [">f", ">>arm64.env", undefined]);
    assert.deepEqual(outputs("a 2> f; b 1> f; c &> f; d >| f 2>&1; e >& f; f 3> g"), [
      undefined,
      ">f",
      ">f",
      ">f",
      ">f",
      undefined,
    ]);
    assert.deepEqual(outputs("a > f > g; b > f >&2"), [">g", undefined]);
    // A group passes it on to its commands, a pipe to its last one, and a substitution takes the output itself.
    assert.deepEqual(outputs("{ a; b | c; d > g; e >&2; } >> f"), [">>f", undefined, ">>f", ">g", undefined]);
    assert.deepEqual(outputs("for x in 1 2; do a; done > f"), [">f", ">f"]);
    assert.deepEqual(outputs('{ a "$(b)"; } > f'), [undefined, ">f"]);
    assert.deepEqual(outputs("f() { a; }; f > g"), [">g"]);
  });
});

describe("branches", () => {
  check([
    ["if a; then b; elif c; then d; else e; fi; f", ["a !", "c ? !", "b ?", "d ?", "e ?", "f"]],
    ['[ -n "$OTHER" ] && b', ["[ -n $OTHER ]", "b ?"]],
    ["[[ -n $OTHER ]] && b; c", ["b ?", "c"]],
    ["case $OTHER in a) b;; *) c;; esac", ["b ?", "c ?"]],
  ]);

  it("lose variables about which they disagree", () => {
    assert.deepEqual(lastWords("A=1; if x; then A=2; fi; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords("if x; then A=2; else A=2; fi; echo $A"), ["echo", "2"]);
    assert.deepEqual(lastWords("A=1; case $OTHER in a) A=2;; esac; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords("case $OTHER in a) A=2;; *) A=2;; esac; echo $A"), ["echo", "2"]);
    assert.deepEqual(lastWords("A=1; x || A=2; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords("A=1; if x; then A=2; fi; if y; then A=$A; fi; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords("if x; then ARCH=arm64; fi; echo $ARCH"), ["echo", "arm64"]);
    assert.deepEqual(lastWords("A=1; if x; then . ./env; fi; echo $A $ARCH"), ["echo", "$A*", "$ARCH*"]);
  });

  it("are decided where all that decides them is known", () => {
    const taken: readonly [string, string[]][] = [
      ['if [ "$ARCH" = arm64 ]; then a; else b; fi', ["a"]],
      ['if [ "$ARCH" = amd64 ]; then a; elif [ "$ARCH" != x ]; then b; else c; fi', ["b"]],
      ['if test -z "$EMPTY"; then a; fi; if [ -n "$EMPTY" ]; then b; fi', ["a"]],
      ['if [ ! -n "$EMPTY" ]; then a; fi', ["a"]],
      ["if [ $ARCH == arm64 ]; then a; fi", ["a"]],
      ["if [ 10 -gt 9 ] && [ 1 -eq 01 ]; then a; fi", ["a"]],
      ["if [[ $ARCH == arm* && ! -z $IMAGE ]]; then a; fi", ["a"]],
      ['if [[ $ARCH == "arm*" ]]; then a; else b; fi', ["b"]],
      ["if [[ $ARCH != a[mr]* || ( 1 -lt 2 ) ]]; then a; fi", ["a"]],
      ['unset A; if [ -z "$A" ]; then a; else b; fi', ["a"]],
      // Symbols tell where they are equal and whether they are empty.
      ['if [ "$CI_COMMIT_SHA" = "$CI_COMMIT_SHA" ]; then a; else b; fi', ["a"]],
      ['if [ -n "$CI_COMMIT_SHA" ]; then a; else b; fi', ["a"]],
      ["case $ARCH in amd64) a;; arm*|x) b;; *) c;; esac", ["b"]],
      ["case x in amd64) a;; esac; d", ["d"]],
      ["case linux/$ARCH in */amd64) a;; */arm?4) b;;& linux/*) c;& x) d;; *) e;; esac", ["b", "c", "d"]],
      ['case "a*" in "a*") a;; *) b;; esac', ["a"]],
      ["while false; do a; done; until true; do b; done; c", ["c"]],
    ];
    const asking = new Set(["[", "test", "unset", "true", "false"]);
    for (const [script, expected] of taken) {
      const lines = marks(script).filter((line) => !asking.has(line.split(" ")[0]!));
      assert.deepEqual(lines, script.includes(";;&") ? expected.map((line) => `${line} ?`) : expected, script);
    }
  });

  it("are not decided by what may be set elsewhere", () => {
    for (const test of [
      '[ "$CI_COMMIT_BRANCH" = main ]',
      '[ -n "$CI_COMMIT_TAG" ]',
      '[ "$OTHER" = x ]',
      "[ $OTHER = x ]",
      "[ -f file ]",
      "[[ $ARCH =~ ^a ]]",
      '[ a = a -a "$OTHER" = b ]',
      "[[ $ARCH == $OTHER ]]",
      "(( 1 < 2 ))",
      "docker info",
    ])
      assert.deepEqual(marks(`if ${test}; then a; else b; fi`).slice(-2), ["a ?", "b ?"], test);
    assert.deepEqual(marks("case $ARCH in $OTHER) a;; @(x)) b;; *) c;; esac"), ["a ?", "b ?", "c ?"]);
    assert.deepEqual(marks("case $CI_COMMIT_BRANCH in main) a;; esac"), ["a ?"]);
  });
});

describe("loops", () => {
  check([
    ["for x in 1 2; do b $x; done", ["b 1", "b 2"]],
    ["for x in {amd64,arm64} {1..2}; do b $x; done", ["b amd64", "b arm64", "b 1", "b 2"]],
    ["for x in $(seq 2); do b $x; done", ["seq 2 !", "b 1", "b 2"]],
    ['for x in "$OTHER" y; do b $x; done', ["b $OTHER*", "b y"]],
    ["for x in $OTHER; do b $x; done", ["b $x* ?"]],
    ["for x in $(a); do b; done", ["a !", "b ?"]],
    ["for x; do b $x; done", ["b $x* ?"]],
    ["set -- 1 2; for x; do b $x; done", ["set -- 1 2", "b 1", "b 2"]],
    ["for x in *.md; do b $x; done", ["b $x* ?"]],
    ["for ((i = 0; i < 3; i++)); do b $i; done", ["b $i* ?"]],
    ["select x in 1 2; do b $x; done", ["b $x* ?"]],
    ["while a; do b; done", ["a !", "b ?"]],
    ["until a; do b; done; c", ["a !", "b ?", "c"]],
    ["while true; do a; break; b; done; c", ["true !", "a", "c"]],
  ]);

  it("unroll loops in loops and over known lists", () => {
    const script = "for os in linux; do for a in amd64 arm64; do build $os/$a; done; done; echo $os/$a";
    assert.deepEqual(words(script), [
      ["build", "linux/amd64"],
      ["build", "linux/arm64"],
      ["echo", "linux/arm64"],
    ]);
    assert.deepEqual(words("LIST='amd64 arm64'; for a in $LIST; do build $a; done"), [
      ["build", "amd64"],
      ["build", "arm64"],
    ]);
    assert.deepEqual(words('A=(x "y z"); for a in "${A[@]}"; do build "$a"; done'), [
      ["build", "x"],
      ["build", "y z"],
    ]);
    assert.deepEqual(lastWords('for a in 1 2; do T="$T-$a"; done; T=; for a in 1 2; do T="$T-$a"; done; echo $T'), [
      "echo",
      "-1-2",
    ]);
  });

  it("read the lines of a text that is known", () => {
    const loop = (head: string, tail: string) => words(`${head}while read -r a b; do build "$a" "$b"; done${tail}`);
    const expected = [
      ["build", "amd64", "x y"],
      ["build", "arm64", ""],
    ];
    assert.deepEqual(loop("", " <<END\n  amd64  x y \n$ARCH\nEND"), expected);
    assert.deepEqual(loop("", ' <<< "amd64 x y\narm64"'), expected);
    assert.deepEqual(loop('printf "%s\\n" "amd64 x y" arm64 | ', "").slice(1), expected);
    assert.deepEqual(loop("", ' < <(printf "%s\\n" "amd64 x y" arm64)').slice(1), expected);
    assert.deepEqual(words("while IFS=: read -r a b; do c $a $b; done <<< x:y:z"), [["c", "x", "y:z"]]);
    assert.deepEqual(words("while read a; do c $a; done <<< $CI_COMMIT_SHA"), [["c", "$CI_COMMIT_SHA"]]);
    assert.deepEqual(marks("while read a; do b $a; done <<< $OTHER"), ["read a !", "b $a* ?"]);
    assert.deepEqual(marks("while read a; do b $a; done < f"), ["read a !", "b $a* ?"]);
    assert.deepEqual(marks("cat f | while read a; do b $a; done"), ["cat f", "read a !", "b $a* ?"]);
    assert.deepEqual(lastWords("read -r A B <<< 'x y z'; echo $A-$B"), ["echo", "x-y", "z"]);
    assert.deepEqual(lastWords('mapfile -t A <<< "x y\nz"; mapfile B <<< x; echo "${A[@]}" "${B[@]}"'), [
      "echo",
      "x y",
      "z",
      "${B[@]}*",
    ]);
  });

  it("know nothing of what they change themselves where the number of turns is not known", () => {
    assert.deepEqual(words("A=1; while x; do build $A; A=2; done; echo $A"), [
      ["x"],
      ["build", "$A*"],
      ["echo", "$A*"],
    ]);
    assert.deepEqual(words("A=1; B=2; while x; do build $A $B; B=$A; done"), [["x"], ["build", "1", "$B*"]]);
    assert.deepEqual(lastWords("A=1 B=1; for x in $OTHER; do A=$B; B=2; done; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords('F=(); for x in $OTHER; do F+=(-t "$x"); done; build "${F[@]}"'), [
      "build",
      "${F[@]:0}*",
    ]);
  });

  it("that try again list a command once", () => {
    assert.deepEqual(marks("for i in 1 2 3; do push && break; sleep 5; done; b"), ["push !", "sleep 5 ?", "b"]);
    assert.deepEqual(marks("n=0; until [ $n -ge 3 ]; do push && break; n=$((n + 1)); done; b"), [
      "[ 0 -ge 3 ] !",
      "push !",
      "[ $n* -ge 3 ] ? !",
      "b",
    ]);
    assert.deepEqual(marks("while true; do push && break || sleep 5; done"), ["true !", "push !", "sleep 5 ?"]);
    assert.deepEqual(marks("for i in 1 2; do push $i && break; done"), ["push 1 !", "push 2 ?"]);
  });
});

describe("commands that leave a part of the script", () => {
  check([
    ["a; exit 0; b", ["a"]],
    ["a; exit 1; b", ["a"]],
    ["(a; exit; b); c", ["a", "c"]],
    ["a | exit; b", ["a", "b"]],
    // A failure ends the job as any other: what follows is as certain as before.
    ["if a; then exit 1; fi; b", ["a !", "b"]],
    ["a || exit 1; b", ["a !", "b"]],
    ['[ -n "$OTHER" ] || { echo missing; exit 1; }; b', ["[ -n $OTHER ] !", "echo missing ?", "b"]],
    ["if a; then exit 0; fi; b", ["a !", "b ?"]],
    ["a && exit; b", ["a !", "b ?"]],
    ["if a; then exit 0; else exit 1; fi; b", ["a !"]],
    ["if a; then b; exit; c; fi; d", ["a !", "b ?", "d ?"]],
    ["(if a; then exit 1; fi; b) || true", ["a !", "b ? !", "true ?"]],
    ["f() { a; return; b; }; f; c", ["a", "c"]],
    ["f() { if a; then return; fi; b; }; f; c", ["a !", "b ?", "c"]],
    ["f() { a && return 0; b; return 1; }; f; c", ["a !", "b ?", "c"]],
    ["f() { exit; }; f; c", []],
    ["for x in 1 2; do a $x; continue; b; done; c", ["a 1", "a 2", "c"]],
    ["for x in 1 2 3; do if [ $x = 2 ]; then break; fi; a $x; done; c", ["[ 1 = 2 ] !", "a 1", "[ 2 = 2 ] !", "c"]],
    ["for x in 1 2; do if a; then continue; fi; b $x; done; c", ["a !", "b 1 ?", "a !", "b 2 ?", "c"]],
    ["for x in 1 2; do for y in 3 4; do a $x$y; break 2; done; b; done; c", ["a 13", "c"]],
    ["for x in $OTHER; do a; break; b; done; c", ["a ?", "c"]],
    // Without `-e` the failure of a function or of a shell of its own ends nothing else.
    ["set +e; f() { if a; then return 1; fi; b; }; f; c", ["set +e", "a !", "b ? !", "c"]],
    ["set +e; (if a; then exit 1; fi; b); c", ["set +e", "a !", "b ? !", "c"]],
    ["set +e; if a; then exit 1; fi; b; c", ["set +e", "a !", "b !", "c"]],
    ["exec a; b", ["a"]],
    ["break; a", ["a"]],
  ]);

  it("take along what is known where they leave", () => {
    assert.deepEqual(lastWords("A=1; if x; then A=2; exit 1; fi; echo $A"), ["echo", "1"]);
    assert.deepEqual(lastWords("A=1; f() { if x; then A=2; return; fi; A=1; }; f; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords("for A in 1 2; do if x; then break; fi; done; echo $A"), ["echo", "$A*"]);
    assert.deepEqual(lastWords("A=0; for x in 1 2; do A=$x; break; done; echo $A"), ["echo", "1"]);
  });
});

describe("limits", () => {
  it("end long scripts, and say that they are not complete", () => {
    const nested = (body: string) => "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(8) + body + "; done".repeat(8);
    for (const script of [nested("echo $a"), nested("A=$a"), "f() { f; f; }; f", "f() { A=1; f; f; f; }; f"]) {
      const evaluation = run(script);
      assert.equal(evaluation.isComplete, false, script);
      assert.ok(evaluation.commands.length <= 5000);
    }
  });

  it("hold in loops whose turns are not known", () => {
    assert.equal(run(`${"while a; do ".repeat(12)}ARCH=x$ARCH${"; done".repeat(12)}`).isComplete, false);
    assert.ok(run(`${"while a; do ".repeat(5)}ARCH=x$ARCH${"; done".repeat(5)}`).isComplete);
  });
});
