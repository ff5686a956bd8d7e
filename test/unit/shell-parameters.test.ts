import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, only, run, words } from "./shellCases";

function check(cases: readonly [string, string][], before = ""): void {
  for (const [word, expected] of cases)
    it(before + word, () =>
      assert.equal(run(`${before}echo "${word}"`).commands.at(-1)!.words[1]!.value.display, expected),
    );
}

describe("defaults", () => {
  check([
    ["${IMAGE:-x}", "registry/app"],
    ["${IMAGE-x}", "registry/app"],
    ["${IMAGE:+x}", "x"],
    ["${IMAGE:?no image}", "registry/app"],
    ["${EMPTY:-x}", "x"],
    ["${EMPTY:-$ARCH}", "arm64"],
    ["${EMPTY:-${OTHER:-y}}", "${OTHER:-y}"],
    ["${EMPTY-x}", ""],
    ["${EMPTY:+x}", ""],
    ["${EMPTY+x}", "x"],
    // What the files do not set may be set in the project's settings.
    ["${OTHER:-x}", "${OTHER:-x}"],
    ["${OTHER:+x}", "${OTHER:+x}"],
    ["${OTHER:?none}", "${OTHER:?none}"],
    // GitLab sets some variables always, others only sometimes.
    ["${CI_COMMIT_SHA:-latest}", "$CI_COMMIT_SHA"],
    ["${CI_COMMIT_SHA:+x}", "x"],
    ["${CI_COMMIT_TAG:-latest}", "${CI_COMMIT_TAG:-latest}"],
    ["${CI_COMMIT_TAG-latest}", "${CI_COMMIT_TAG-latest}"],
    ["${CI_COMMIT_TAG:+x}", "${CI_COMMIT_TAG:+x}"],
    ["${CI_COMMIT_TAG:?no tag}", "$CI_COMMIT_TAG"],
  ]);
  check([["${T:-x}", "v$CI_COMMIT_TAG"]], "T=v$CI_COMMIT_TAG; ");
  check(
    [
      ["${IMAGE:-x}", "x"],
      ["${IMAGE-x}", "x"],
      ["${IMAGE+x}", ""],
      ["$IMAGE", ""],
    ],
    "unset IMAGE; ",
  );

  it("are split where they are not quoted", () => {
    assert.deepEqual(words('echo ${EMPTY:-a b} ${EMPTY:-"a b"} ${EMPTY:-$BLANKS}'), [
      ["echo", "a", "b", "a b", "a", "b"],
    ]);
  });

  it("are assigned with `=`", () => {
    assert.deepEqual(lastWords(": ${EMPTY:=x} ${IMAGE:=x} ${OTHER:=x}; echo $EMPTY $IMAGE $OTHER"), [
      "echo",
      "x",
      "registry/app",
      "$OTHER*",
    ]);
  });

  it("run their commands only where they may be needed, and once", () => {
    assert.deepEqual(words("echo ${EMPTY:-$(a)}"), [["a"], ["echo", "$(a)*"]]);
    assert.deepEqual(words("echo ${IMAGE:-$(a)}"), [["echo", "registry/app"]]);
    const { commands } = run('echo "${OTHER:-$(a)}"');
    assert.deepEqual(
      commands.map((command) => [command.words[0]!.value.literal, command.isConditional]),
      [
        ["a", true],
        ["echo", false],
      ],
    );
  });

  it("name the variable that must be set", () => {
    const [piece] = only('echo "${OTHER:?none}"').words[1]!.value.pieces;
    assert.ok(piece?.kind === "unknown" && piece.variable === "OTHER");
  });
});

describe("removed, replaced and cut parts", () => {
  check([
    ["${IMAGE%/*}", "registry"],
    ["${IMAGE##*/}", "app"],
    ["${IMAGE#reg}", "istry/app"],
    ["${IMAGE%x}", "registry/app"],
    ["${IMAGE%[p-z]p}", "registry/a"],
    ["${IMAGE%$EMPTY}", "registry/app"],
    ["${IMAGE%$OTHER}", "${IMAGE%$OTHER}"],
    ["${IMAGE/p/b}", "registry/abp"],
    ["${IMAGE//p/b}", "registry/abb"],
    ["${IMAGE//[a-m]}", "rstry/pp"],
    ["${IMAGE/r*y/x}", "x/app"],
    ["${IMAGE/#registry/x}", "x/app"],
    ["${IMAGE/%app/x}", "registry/x"],
    ["${IMAGE//\\//-}", "registry-app"],
    ["${IMAGE//p/&&}", "${IMAGE//p/&&}"],
    ["${IMAGE:0:3}", "reg"],
    ["${IMAGE: -3}", "app"],
    ["${IMAGE:9}", "app"],
    ["${IMAGE::-4}", "registry"],
    ["${IMAGE:$N}", "${IMAGE:$N}"],
    ["${#IMAGE}", "12"],
    ["${#OTHER}", "${#OTHER}"],
    ["${IMAGE^^}", "REGISTRY/APP"],
    ["${IMAGE^}", "Registry/app"],
    ["${IMAGE,,}", "registry/app"],
    ["${IMAGE@Q}", "${IMAGE@Q}"],
    ["${!NAME}", "${!NAME}"],
    ["${!CI_*}", "${!CI_*}"],
    ["${IMAGE!}", "${IMAGE!}"],
  ]);
  check([["${!NAME}", "arm64"]], "NAME=ARCH; ");
  check(
    [
      ["${T%-*}", "a-b"],
      ["${T%%-*}", "a"],
      ["${T#*-}", "b-c"],
      ["${T##*-}", "c"],
      ["${T%\\*}", "a-b-c"],
    ],
    "T=a-b-c; ",
  );
  check(
    [
      ["${T%'*'}", "a-"],
      ['${T%"$S"}', "a-"],
    ],
    "T='a-*'; S='*'; ",
  );

  // Of a symbol only that is known which does not depend on its value.
  check(
    [
      ["${T%:*}", "$CI_REGISTRY_IMAGE"],
      ["${T%%:*}", "${T%%:*}"],
      ["${T#*/}", "${T#*/}"],
      ["${T/a/b}", "${T/a/b}"],
      ["${T,,}", "${T,,}"],
    ],
    "T=$CI_REGISTRY_IMAGE:latest; ",
  );
  check([["${T#v}", "$CI_COMMIT_TAG"]], "T=v$CI_COMMIT_TAG; ");
  check([
    ["${CI_COMMIT_SHA:0:8}", "$CI_COMMIT_SHORT_SHA"],
    ["${CI_COMMIT_SHA:0:7}", "${CI_COMMIT_SHA:0:7}"],
    ["${CI_COMMIT_TAG#v}", "${CI_COMMIT_TAG#v}"],
  ]);

  it("keep their places", () => {
    const text = "T=app:arm64; push ${T#*:}";
    const { span } = run(text).commands.at(-1)!.words[1]!.value.location!;
    assert.equal(text.slice(span.start, span.end), "arm64");
  });

  it("take no time with patterns that have many stars", () => {
    const value = "a".repeat(900);
    const started = process.cpuUsage().user;
    run(`T=${value}; echo "\${T##*a*a*a*a*a*b}" "\${T//*a*a*a*b/x}"; case $T in *a*a*a*a*a*a*b) x;; esac`);
    assert.ok(process.cpuUsage().user - started < 2_000_000);
  });
});

describe("texts that are worked out from symbols", () => {
  const identity = (script: string) => run(script).commands.at(-1)!.words.at(-1)!.value.identity;
  it("are the same wherever the same is done to the same", () => {
    const same: readonly [string, string][] = [
      ["D=latest; echo ${CI_COMMIT_TAG:-$D}", "echo ${CI_COMMIT_TAG:-latest}"],
      ["T=$CI_COMMIT_TAG; echo ${T:-$CI_COMMIT_SHA}", "echo ${CI_COMMIT_TAG:-$CI_COMMIT_SHA}"],
      ["T=${CI_COMMIT_TAG#v}; echo $T", "echo ${CI_COMMIT_TAG#v}"],
      ['T=$CI_COMMIT_REF_NAME; echo x-$(echo "$T" | tr / -)', "echo x-`echo $CI_COMMIT_REF_NAME | tr / -`"],
      ["if x; then T=${CI_COMMIT_TAG:-a}; else T=${CI_COMMIT_TAG:-a}; fi; echo $T", "echo ${CI_COMMIT_TAG:-a}"],
    ];
    for (const [a, b] of same) {
      assert.equal(identity(a), identity(b), a);
      assert.notEqual(identity(a), undefined, a);
    }
    assert.notEqual(identity("echo ${CI_COMMIT_TAG:-a}"), identity("echo ${CI_COMMIT_TAG:-b}"));
    assert.notEqual(identity("echo ${CI_COMMIT_TAG:-a}"), identity("echo ${CI_COMMIT_TAG-a}"));
  });

  it("are nothing of the kind where anything else is in them", () => {
    for (const word of [
      "${OTHER:-a}",
      "${CI_COMMIT_TAG:-$OTHER}",
      "${CI_COMMIT_TAG:-$(date)}",
      "$(date)",
      "$(cat f)",
      "$(echo $OTHER | tr a b)",
      "$(git describe | cut -d. -f1)",
    ])
      assert.equal(identity(`echo ${word}`), undefined, word);
  });

  it("are still not known", () => {
    const { value } = only("echo ${CI_COMMIT_TAG:-a}").words[1]!;
    assert.deepEqual([value.isKnown, value.key, value.display], [false, undefined, "${CI_COMMIT_TAG:-a}"]);
  });
});

describe("arrays", () => {
  check(
    [
      ["${A[0]}", "a"],
      ["${A[-1]}", "c d"],
      ["${A[9]}", ""],
      ["${A[$N]}", "${A[$N]}"],
      ["$A", "a"],
      ["${#A[@]}", "3"],
      ["${A[*]}", "a b c d"],
      ["${A[*]:1:1}", "b"],
    ],
    'A=(a b "c d"); ',
  );

  it("are as many words as they have elements", () => {
    assert.deepEqual(lastWords('A=(a b "c d"); echo "${A[@]}"'), ["echo", "a", "b", "c d"]);
    assert.deepEqual(lastWords('A=(a "c d"); echo ${A[@]} ${A[*]}'), ["echo", "a", "c", "d", "a", "c", "d"]);
    assert.deepEqual(lastWords('A=(a b); echo "x${A[@]}y" "x${A[*]}y"'), ["echo", "xa", "by", "xa by"]);
    assert.deepEqual(lastWords('A=(); echo "${A[@]}" x'), ["echo", "x"]);
    assert.deepEqual(lastWords('A=(a b c); echo "${A[@]:1}" "${!A[@]}"'), ["echo", "b", "c", "0", "1", "2"]);
    assert.deepEqual(lastWords('A=(a b); echo "${A[@]/#/--tag=}" ${A[@]^^}'), ["echo", "--tag=a", "--tag=b", "A", "B"]);
    assert.deepEqual(lastWords('A=(a b); IFS=,; echo "${A[*]}"'), ["echo", "a,b"]);
    assert.deepEqual(lastWords('A=(); B=(b); echo ${A[@]+"${A[@]}"} ${B[@]+"${B[@]}"} ${A[@]:-c}'), ["echo", "b", "c"]);
  });

  it("are any number of words where they are not known, in quotes too", () => {
    assert.deepEqual(words('build "${FLAGS[@]}" "$@" "${FLAGS[*]}"'), [
      ["build", "${FLAGS[@]}*", "$@*", "${FLAGS[*]}"],
    ]);
  });

  it("may be associative", () => {
    const table = "declare -A M=([amd64]=x86_64 [arm64]='a b'); ";
    assert.deepEqual(lastWords(`${table}echo "\${M[amd64]}" "\${M[$ARCH]}" "\${M[none]}"`), [
      "echo",
      "x86_64",
      "a b",
      "",
    ]);
    assert.deepEqual(lastWords(`${table}M[s390x]=z; M+=([x]=y); echo "\${M[@]}" "\${!M[@]}" \${#M[@]}`), [
      "echo",
      "x86_64",
      "a b",
      "z",
      "y",
      "amd64",
      "arm64",
      "s390x",
      "x",
      "4",
    ]);
    assert.deepEqual(lastWords('M=([x]=y); echo "${M[x]}"'), ["echo", "${M[x]}"]);
    assert.deepEqual(lastWords(`${table}M[$OTHER]=z; echo "\${M[amd64]}"`), ["echo", "${M[amd64]}"]);
  });
});
