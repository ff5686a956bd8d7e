import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Command, Evaluation } from "../../src/shell/command";
import { evaluate } from "../../src/shell/evaluate";
import { ShellParser } from "../../src/shell/parse";
import { Value } from "../../src/text/value";
import type { YamlNode } from "../../src/yaml/node";
import { parseYaml } from "../../src/yaml/parse";

const file = "file:///script";
const variables: Readonly<Record<string, string>> = { IMAGE: "registry/app", EMPTY: "", BLANKS: "a b", ARCH: "arm64" };

/** `$CI_…` are symbols, a few variables are set, all others are set nowhere. */
function lookup(name: string): Value | undefined {
  const origin = { file: "file:///variables", span: { start: 0, end: 0 } };
  if (name.startsWith("CI_")) return new Value([{ kind: "symbol", name, origin }]);
  const text = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return text === undefined ? undefined : Value.literal(text, origin);
}

const parser = new ShellParser();

function run(...scripts: string[]): Evaluation {
  let start = 0;
  const items = scripts.map((text) => {
    const item = { text, origin: { file, span: { start, end: start + text.length } } };
    start += text.length;
    return item;
  });
  return evaluate(items, lookup, parser);
}

/** Each command as its words: unknown parts as they are written, words that may be several with a star. */
function words({ commands }: Evaluation): string[][] {
  return commands.map((command) => command.words.map((word) => word.value.display + (word.isOne ? "" : "*")));
}

function only(script: string): Command {
  const { commands } = run(script);
  assert.equal(commands.length, 1);
  return commands[0]!;
}

describe("words", () => {
  const cases: readonly [script: string, expected: string[]][] = [
    ["buildah  build\t.", ["buildah", "build", "."]],
    [`echo 'a $IMAGE' "b $IMAGE" c\\ d "e\\"f" g'h'"i"`, ["echo", "a $IMAGE", "b registry/app", "c d", 'e"f', "ghi"]],
    ["echo a \\\n  b", ["echo", "a", "b"]],
    [`echo "a \\\nb"`, ["echo", "a b"]],
    ["echo $'a\\tb'", ["echo", "a\tb"]],
    ["echo ${IMAGE}:1 $IMAGE-$ARCH", ["echo", "registry/app:1", "registry/app-arm64"]],
    ["echo \\$IMAGE '$IMAGE'", ["echo", "$IMAGE", "$IMAGE"]],
    // An unquoted value is split at blanks, and vanishes when it is empty; a quoted one is one word.
    ['echo $BLANKS "$BLANKS" x$BLANKS', ["echo", "a", "b", "a b", "xa", "b"]],
    ['echo $EMPTY "$EMPTY" x', ["echo", "", "x"]],
    ['echo "" x', ["echo", "", "x"]],
    // Symbols are known as names and are one word.
    ["push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA", ["push", "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA"]],
    // What is set nowhere may be no word or several, but not between quotes.
    ['push $OTHER "$OTHER" a$OTHER', ["push", "$OTHER*", "$OTHER", "a$OTHER*"]],
    ['push $(date) "$(date)" `id`', ["push", "$(date)*", "$(date)", "`id`*"]],
    ["ls *.md [", ["ls", "*.md*", "["]],
    ["echo $((1 + 2))", ["echo", "$((1 + 2))"]],
    ["echo {a,b}", ["echo", "{a,b}*"]],
  ];
  for (const [script, expected] of cases) {
    it(script, () => {
      const evaluation = run(script);
      const last = evaluation.commands.at(-1)!;
      assert.deepEqual(words({ ...evaluation, commands: [last] }), [expected]);
    });
  }

  it("leaves out comments", () => {
    assert.deepEqual(words(run("echo a # buildah push\n# buildah push\necho b#c")), [
      ["echo", "a"],
      ["echo", "b#c"],
    ]);
  });
});

describe("parameters", () => {
  const cases: readonly [string, string][] = [
    ["${IMAGE:-x}", "registry/app"],
    ["${EMPTY:-x}", "x"],
    ["${EMPTY:-$ARCH}", "arm64"],
    ["${EMPTY-x}", "${EMPTY-x}"],
    // What the files do not set may be set in the project's settings.
    ["${OTHER:-x}", "${OTHER:-x}"],
    ["${CI_COMMIT_TAG:-latest}", "${CI_COMMIT_TAG:-latest}"],
    ["${IMAGE%/*}", "${IMAGE%/*}"],
    ["${#IMAGE}", "${#IMAGE}"],
    ["${!IMAGE}", "${!IMAGE}"],
    ["${IMAGE:?no image}", "registry/app"],
  ];
  for (const [word, expected] of cases) {
    it(word, () => assert.equal(only(`echo "${word}"`).words[1]!.value.display, expected));
  }

  it("splits a default that is not quoted", () => {
    assert.deepEqual(words(run("echo ${EMPTY:-a b}")), [["echo", "a", "b"]]);
  });
});

describe("assignments", () => {
  it("hold from one item to the next, also exported ones and those of values with values in them", () => {
    const evaluation = run("A=1", "export B=$A.2 C", "readonly D=$B.3", "A+=x", "echo $A $B $D $C");
    assert.deepEqual(words(evaluation).at(-1), ["echo", "1x", "1.2", "1.2.3", "$C*"]);
  });

  it("in front of a command hold for it alone and do not change its own words", () => {
    const command = only("ARCH=amd64 A=$IMAGE buildah build $ARCH");
    assert.deepEqual(words({ commands: [command], isComplete: true }), [["buildah", "build", "arm64"]]);
    assert.deepEqual(
      [...command.assignments].map(([name, value]) => `${name}=${value.display}`),
      ["ARCH=amd64", "A=registry/app"],
    );
  });

  it("of a command's output are unknown, and the command in it is found", () => {
    assert.deepEqual(words(run('V=$(git describe)\necho "$V"')), [
      ["git", "describe"],
      ["echo", "$(git describe)"],
    ]);
  });

  it("of a command's output tell which commands print it", () => {
    const { commands } = run('cd out; V=app@$(cat digest.txt | tr -d x); push "$V" `id`');
    const pieces = commands.at(-1)!.words.flatMap((word) => word.value.pieces);
    const printers = pieces.flatMap((piece) => (piece.kind === "unknown" ? [piece.commands!] : []));
    assert.deepEqual(
      printers.map((list) => list.map((command) => command.words.map((word) => word.value.literal).join(" "))),
      [["cat digest.txt", "tr -d x"], ["id"]],
    );
    assert.equal(printers[0]![0]!.directory, "out");
  });

  it("are gone after unset, read and a sourced file; GitLab's own variables stay", () => {
    assert.deepEqual(words(run("A=1; unset A; echo $A")).at(-1), ["echo", "$A*"]);
    assert.deepEqual(words(run('read -r ARCH; echo "$ARCH"')).at(-1), ["echo", "$ARCH"]);
    assert.deepEqual(words(run("A=1; . ./env; echo $A $ARCH $CI_JOB_ID")).at(-1), [
      "echo",
      "$A*",
      "$ARCH*",
      "$CI_JOB_ID",
    ]);
    assert.deepEqual(words(run('eval "$(./env)"; echo $ARCH')).at(-1), ["echo", "$ARCH*"]);
  });

  it("make arrays", () => {
    assert.deepEqual(words(run('A=(--platform "linux/$ARCH"); A+=(-t "$IMAGE x"); build "${A[@]}" .')), [
      ["build", "--platform", "linux/arm64", "-t", "registry/app x", "."],
    ]);
    // An array that is not known is any number of words, in quotes too.
    assert.deepEqual(words(run('build "${FLAGS[@]}" "$@" "${FLAGS[*]}"')), [
      ["build", "${FLAGS[@]}*", "$@*", "${FLAGS[*]}"],
    ]);
  });

  it("of parts of arrays are unknown", () => {
    assert.deepEqual(words(run('A[1]=x; echo "${A[1]}"')), [["echo", "${A[1]}"]]);
  });
});

describe("lists of commands", () => {
  /** Conditional commands with a question mark, those whose failure is tolerated with an exclamation mark. */
  function marks(...scripts: string[]): string[] {
    return run(...scripts).commands.map(
      (command) =>
        command.words.map((word) => word.value.display).join(" ") +
        (command.isConditional ? " ?" : "") +
        (command.toleratesFailure ? " !" : ""),
    );
  }
  const cases: readonly [script: string, expected: string[]][] = [
    ["a; b", ["a", "b"]],
    ["a && b && c", ["a", "b", "c"]],
    ["a || b", ["a !", "b ?"]],
    ["a && b || c", ["a !", "b !", "c ?"]],
    ["! a", ["a !"]],
    ["a & b", ["a", "b"]],
    ["[ -n x ] && b", ["[ -n x ]", "b ?"]],
    ["[[ -n x ]] && b; c", ["b ?", "c"]],
    ["command -v a && b", ["command -v a", "b ?"]],
    ["if a; then b; elif c; then d; else e; fi; f", ["a !", "c ? !", "b ?", "d ?", "e ?", "f"]],
    ["case $X in a) b;; *) c;; esac", ["b ?", "c ?"]],
    ["while a; do b; done", ["a !", "b ?"]],
    ["for x in 1 2; do b $x; done", ["b 1", "b 2"]],
    ["for x in $X; do b $x; done", ["b $x ?"]],
    ["for x in $(a); do b; done", ["a", "b ?"]],
    ["for ((i = 0; i < 3; i++)); do b; done", ["b ?"]],
    ["{ a; b; } && c", ["a", "b", "c"]],
    ["(a; b)", ["a", "b"]],
    ["time a", ["a"]],
  ];
  for (const [script, expected] of cases) it(script, () => assert.deepEqual(marks(script), expected));

  it("tell what feeds a command", () => {
    const inputs = (script: string) => run(script).commands.map((command) => command.input);
    assert.deepEqual(inputs("a | b | c"), ["none", "pipe", "pipe"]);
    assert.deepEqual(inputs('a <<< "x"'), ["text"]);
    assert.deepEqual(inputs("a < f"), ["file"]);
    assert.deepEqual(inputs("a <<END\nbuildah push\nEND\nb"), ["text", "none"]);
    assert.deepEqual(inputs("{ a; b; } < f > g"), ["file", "file"]);
  });

  it("tell which file takes their output", () => {
    const outputs = (script: string) =>
      run(script).commands.map(
        ({ output }) => output && `${output.isAppend ? ">>" : ">"}${output.target.value.display}`,
      );
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
  });

  it("keep the variables of subshells, pipes and background commands to those", () => {
    assert.deepEqual(words(run("A=1; (A=2; echo $A); echo $A")), [
      ["echo", "2"],
      ["echo", "1"],
    ]);
    assert.deepEqual(words(run("A=1; A=2 | true; echo $A")).at(-1), ["echo", "1"]);
    assert.deepEqual(words(run("A=1; { A=2; } & echo $A")).at(-1), ["echo", "1"]);
    assert.deepEqual(words(run("A=1; { A=2; }; echo $A")).at(-1), ["echo", "2"]);
  });

  it("lose variables about which branches disagree", () => {
    assert.deepEqual(words(run("A=1; if x; then A=2; fi; echo $A")).at(-1), ["echo", "$A*"]);
    assert.deepEqual(words(run("if x; then A=2; else A=2; fi; echo $A")).at(-1), ["echo", "2"]);
    assert.deepEqual(words(run("A=1; case $X in a) A=2;; esac; echo $A")).at(-1), ["echo", "$A*"]);
    assert.deepEqual(words(run("A=1; x || A=2; echo $A")).at(-1), ["echo", "$A*"]);
  });

  it("unroll loops in loops", () => {
    const script = "for os in linux; do for a in amd64 arm64; do build $os/$a; done; done; echo $os/$a";
    assert.deepEqual(words(run(script)), [
      ["build", "linux/amd64"],
      ["build", "linux/arm64"],
      ["echo", "linux/arm64"],
    ]);
    assert.deepEqual(words(run("LIST='amd64 arm64'; for a in $LIST; do build $a; done")), [
      ["build", "amd64"],
      ["build", "arm64"],
    ]);
  });

  it("end at a limit, and say that they are not complete", () => {
    const nested = (body: string) => "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(8) + body + "; done".repeat(8);
    for (const script of [nested("echo $a"), nested("A=$a"), "f() { f; f; }; f", "f() { A=1; f; f; f; }; f"]) {
      const evaluation = run(script);
      assert.equal(evaluation.isComplete, false, script);
      assert.ok(evaluation.commands.length <= 5000);
    }
  });

  it("are not complete where the text is no shell", () => {
    assert.equal(run("if a; then b").isComplete, false);
    assert.equal(run("echo 'a").isComplete, false);
    assert.equal(run("echo a").isComplete, true);
  });
});

describe("directories", () => {
  const at = (script: string) => run(script).commands.at(-1)!.directory;
  it("are followed while they are known", () => {
    assert.equal(at("build ."), "");
    assert.equal(at("cd a/b; cd ../c; build"), "a/c");
    assert.equal(at("cd a && build"), "a");
    assert.equal(at("(cd a; build); build"), "");
    assert.equal(at('cd "$CI_PROJECT_DIR"; build'), undefined);
    assert.equal(at("cd /tmp; build"), undefined);
    assert.equal(at("cd ..; build"), undefined);
    assert.equal(at("pushd a; build"), undefined);
    assert.equal(at("if x; then cd a; fi; build"), undefined);
  });
});

describe("functions", () => {
  it("run where they are called, with their arguments", () => {
    const script = 'build() { buildah build --platform "$1" -t "$2" .; }';
    assert.deepEqual(words(run(script)), []);
    assert.deepEqual(words(run(script, 'build linux/arm64 "$IMAGE:arm64"', "build linux/amd64 $OTHER")), [
      ["buildah", "build", "--platform", "linux/arm64", "-t", "registry/app:arm64", "."],
      ["buildah", "build", "--platform", "$1", "-t", "$2", "."],
    ]);
  });

  it("see all arguments, and what is left of them after shift", () => {
    assert.deepEqual(words(run('f() { a "$@"; shift; b "$@" $1; shift 2; c "$@"; }; f 1 "2 x" 3')), [
      ["a", "1", "2 x", "3"],
      ["shift"],
      ["b", "2 x", "3", "2", "x"],
      ["shift", "2"],
      ["c"],
    ]);
    assert.deepEqual(words(run('f() { shift $N; a "$@" "$1"; }; f 1 2')).at(-1), ["a", "$@*", "$1"]);
    assert.deepEqual(words(run('set -- a "b c"; echo "$1" "$@"')).at(-1), ["echo", "a", "a", "b c"]);
    assert.deepEqual(words(run('f() { set -euo pipefail; echo "$1"; }; f 1')).at(-1), ["echo", "1"]);
  });

  it("do not see the arguments of the function that calls them", () => {
    assert.deepEqual(words(run('g() { echo "$1" "$2"; }; f() { g x; }; f 1 2')), [["echo", "x", "$2"]]);
  });

  it("change the variables of the shell, except their own", () => {
    assert.deepEqual(words(run("f() { A=2; }; A=1; f; echo $A")).at(-1), ["echo", "2"]);
    assert.deepEqual(words(run("f() { local A=2; B=3; echo $A; }; A=1; f; echo $A $B")), [
      ["local", "A=2"],
      ["echo", "2"],
      ["echo", "1", "3"],
    ]);
    assert.deepEqual(words(run("f() { local A; echo $A; A=2; }; A=1; f; echo $A")).slice(1), [
      ["echo", "$A*"],
      ["echo", "1"],
    ]);
  });
});

describe("commands in commands", () => {
  it("are found behind prefixes", () => {
    const cases = [
      "sudo buildah push a",
      "sudo -u root -E buildah push a",
      "env A=b buildah push a",
      "env -u A -i B=c buildah push a",
      "A=b exec buildah push a",
      "time nice -n 5 buildah push a",
      "timeout -k 5 10m buildah push a",
      "nohup command buildah push a",
    ];
    for (const script of cases) assert.deepEqual(words(run(script)), [["buildah", "push", "a"]], script);
    assert.equal(only("env A=b buildah push a").assignments.get("A")?.display, "b");
  });

  it("are found in the argument of a shell", () => {
    assert.deepEqual(words(run(`sh -c 'buildah push "$ARCH"; echo b'`)).slice(1), [
      ["buildah", "push", "arm64"],
      ["echo", "b"],
    ]);
    assert.deepEqual(words(run('bash -ec "buildah push $ARCH"')).slice(1), [["buildah", "push", "arm64"]]);
    assert.equal(run('sh -c "$SCRIPT"').isComplete, false);
  });

  it("are found in substitutions of all kinds", () => {
    assert.deepEqual(words(run('echo "a $(b $(c))" `d` <(e) > "$(f)"')).slice(0, -1).sort(), [
      ["b", "$(c)*"],
      ["c"],
      ["d"],
      ["e"],
      ["f"],
    ]);
  });

  it("are not found in here-documents, texts and comments", () => {
    assert.deepEqual(words(run("cat <<'END' > f\nbuildah push a\nEND\necho b")), [["cat"], ["echo", "b"]]);
    assert.deepEqual(words(run("cat <<-END\n\tbuildah push a\n\tEND\necho b")), [["cat"], ["echo", "b"]]);
  });

  it("have nothing to do with names that objects have", () => {
    for (const name of ["constructor", "toString", "__proto__", "valueOf", "hasOwnProperty"]) {
      assert.deepEqual(words(run(`${name} a`)), [[name, "a"]]);
      assert.deepEqual(words(run(`echo "$${name}"`)), [["echo", `$${name}`]]);
    }
  });
});

describe("inputs of components", () => {
  it("are unknown wherever they stand", () => {
    const script = `build $[[ inputs.a ]] "$[[ inputs.b ]]" '$[[ inputs.c ]]' x$[[ inputs.d | expand_vars ]]`;
    assert.deepEqual(words(run(script)), [
      ["build", "$[[ inputs.a ]]*", "$[[ inputs.b ]]", "$[[ inputs.c ]]", "x$[[ inputs.d | expand_vars ]]*"],
    ]);
    assert.ok(
      run(script)
        .commands[0]!.words.slice(1)
        .every((word) => !word.value.isKnown),
    );
  });
});

describe("places", () => {
  /** The scripts of a file of YAML, evaluated; each word as it stands in the file. */
  function places(yaml: string): string[][] {
    const { root, problems } = parseYaml(file, yaml);
    assert.deepEqual(problems, []);
    const items = listScalars(root!);
    const { commands } = evaluate(items, lookup, parser);
    return commands.map((command) => command.words.map(({ location: { span } }) => yaml.slice(span.start, span.end)));
  }
  function listScalars(node: YamlNode): { text: string; origin: (YamlNode & { kind: "scalar" })["origin"] }[] {
    if (node.kind === "scalar") return [{ text: node.text, origin: node.origin }];
    return node.kind === "seq" ? node.items.flatMap(listScalars) : [];
  }

  it("are those of the words in plain and quoted scalars", () => {
    assert.deepEqual(places('- buildah build "$IMAGE:1" ${ARCH}'), [["buildah", "build", '"$IMAGE:1"', "${ARCH}"]]);
    assert.deepEqual(places('- "buildah build \\"$IMAGE\\" \\x41B"'), [["buildah", "build", '\\"$IMAGE\\"', "\\x41B"]]);
    assert.deepEqual(places("- 'buildah build ''a b'' c'"), [["buildah", "build", "''a b''", "c"]]);
    assert.deepEqual(places("- buildah\n    build\n  c"), [["buildah", "build", "c"]]);
  });

  it("are those of the words in block scalars, folded, literal, with CRLF and with continuations", () => {
    assert.deepEqual(places("- |\n  buildah \\\n    build c\n  buildah push"), [
      ["buildah", "build", "c"],
      ["buildah", "push"],
    ]);
    assert.deepEqual(places("- >-\n  buildah\n  build c\n\n  echo d"), [
      ["buildah", "build", "c"],
      ["echo", "d"],
    ]);
    assert.deepEqual(places("- |\r\n  buildah \\\r\n    build c\r\n  push ü\r\n- x"), [
      ["buildah", "build", "c"],
      ["push", "ü"],
      ["x"],
    ]);
  });

  it("of a value from a variable are the variable's", () => {
    const text = "P=linux/arm64; build --platform=$P --platform linux/$P";
    const [, second, , fourth] = run(text).commands[0]!.words;
    const slice = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
    assert.equal(slice(second!.value.slice("--platform=".length).location?.span), "linux/arm64");
    assert.equal(slice(second!.location.span), "--platform=$P");
    // Parts from two places have no common one.
    assert.equal(fourth!.value.location, undefined);
    assert.deepEqual(
      fourth!.value.pieces.map((piece) => slice(piece.origin.span)),
      ["linux/", "linux/arm64"],
    );
  });

  it("of an inner script are its own where it stands letter by letter", () => {
    const text = `sh -c 'buildah push "$ARCH"'`;
    const { commands } = run(text);
    assert.deepEqual(
      commands[1]!.words.map(({ location: { span } }) => text.slice(span.start, span.end)),
      ["buildah", "push", '"$ARCH"'],
    );
    const mixed = 'sh -c "buildah push $ARCH"';
    assert.deepEqual(
      new Set(run(mixed).commands[1]!.words.map(({ location: { span } }) => mixed.slice(span.start, span.end))).size,
      1,
    );
  });

  it("of a command are from its first to its last word", () => {
    const text = "true; sudo buildah push a > log; echo";
    const { location } = run(text).commands[1]!;
    assert.ok(text.slice(location.span.start, location.span.end).startsWith("sudo buildah push a"));
  });
});

describe("any text", () => {
  const tokens = [
    "buildah",
    "push",
    " ",
    " ",
    "\n",
    ";",
    "&&",
    "||",
    "|",
    "$A",
    "${A:-",
    "}",
    "$(",
    ")",
    "`",
    "'",
    '"',
    "\\",
    "if ",
    "; then ",
    "; fi",
    "for a in ",
    "; do ",
    "; done",
    "case x in ",
    "x) ",
    ";;",
    " esac",
    "f() { ",
    " }",
    "f",
    "A=",
    "A+=(",
    "<<END\n",
    "\nEND\n",
    "$[[ a ]]",
    "[[ ",
    " ]]",
    "((",
    "))",
    "!",
    "#",
    "{a,b}",
    "*",
    "ä",
    "sh -c ",
    "export ",
    "local ",
    "shift",
    "set -- ",
    "cd ",
    "env ",
    "constructor ",
  ];
  it("is read without an error, and all places are in it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 3 })), { maxLength: 40 }),
        (parts) => {
          const text = parts.join("");
          for (const command of run(text).commands) {
            assert.notEqual(command.words.length, 0);
            for (const { location } of [command, ...command.words]) {
              assert.ok(
                location.span.start >= 0 &&
                  location.span.start <= location.span.end &&
                  location.span.end <= text.length,
              );
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
