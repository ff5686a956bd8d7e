import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, only, run, words } from "./shellCases";

describe("assignments", () => {
  it("hold from one item to the next, also exported ones and those of values with values in them", () => {
    assert.deepEqual(
      lastWords("A=1", "export B=$A.2 C", "readonly D=$B.3", "A+=x", 'E="$D" F=$E', "echo $A $B $D $F $C"),
      ["echo", "1x", "1.2", "1.2.3", "1.2.3", "$C*"],
    );
    assert.deepEqual(lastWords('export "A=a b" B; V=C=c; export $V; echo "$A" $C'), ["echo", "a b", "c"]);
  });

  it("in front of a command hold for it alone and do not change its own words", () => {
    const command = only("ARCH=amd64 A=$IMAGE buildah build $ARCH");
    assert.deepEqual(
      command.words.map((word) => word.value.literal),
      ["buildah", "build", "arm64"],
    );
    assert.deepEqual(
      [...command.assignments].map(([name, value]) => `${name}=${value.display}`),
      ["ARCH=amd64", "A=registry/app"],
    );
  });

  it("of a command's output are unknown, and the command in it is found", () => {
    assert.deepEqual(words('V=$(git describe)\necho "$V"'), [
      ["git", "describe"],
      ["echo", "$(git describe)"],
    ]);
  });

  it("of a command's output tell which commands print it", () => {
    const { commands } = run('cd out; V=app@$(cat digest.txt | tr -d x); W=$(< ./d); push "$V" `id` "$W"');
    const pieces = commands.at(-1)!.words.flatMap((word) => word.value.pieces);
    const printers = pieces.flatMap((piece) => (piece.kind === "unknown" ? [piece.commands!] : []));
    assert.deepEqual(
      printers.map((list) => list.map((command) => command.words.map((word) => word.value.literal).join(" "))),
      [["cat digest.txt", "tr -d x"], ["id"], ["cat ./d"]],
    );
    assert.deepEqual([printers[0]![0]!.directory, printers[2]![0]!.directory], ["out", "out"]);
  });

  it("of what certainly prints a text are that text", () => {
    assert.deepEqual(lastWords('A=$(echo "x  y" $ARCH); echo "$A"'), ["echo", "x  y arm64"]);
    assert.deepEqual(lastWords("A=$(printf '%s-%s' a $CI_COMMIT_SHA); echo $A"), ["echo", "a-$CI_COMMIT_SHA"]);
    assert.deepEqual(lastWords('A=$(cat <<EOF\nx $ARCH\nEOF\n); echo "$A"'), ["echo", "x arm64"]);
    assert.deepEqual(lastWords('A=$(echo a | tr a b); B=$(echo "a\\nb"); echo "$A" "$B"'), [
      "echo",
      "$(echo a | tr a b)",
      '$(echo "a\\nb")',
    ]);
    // What prints there is not what is run there.
    assert.deepEqual(lastWords('A=$(B=$(echo x)); f() { C=$(echo y); }; D=$(f); echo "$A$D"'), [
      "echo",
      "$(B=$(echo x))$(f)",
    ]);
  });

  it("are gone after read, a sourced file and what may set anything; GitLab's own variables stay", () => {
    assert.deepEqual(lastWords("A=1; unset A; echo $A x"), ["echo", "x"]);
    assert.deepEqual(lastWords('read -r ARCH; echo "$ARCH"'), ["echo", "$ARCH"]);
    for (const taint of [". ./env", "source env", 'eval "$(./env)"', "set -a; . ./.env", "export $(cat .env)"])
      assert.deepEqual(lastWords(`A=1; ${taint}; echo $A $ARCH $CI_JOB_ID`), ["echo", "$A*", "$ARCH*", "$CI_JOB_ID"]);
    assert.deepEqual(lastWords("i=1; : $((i++)); echo $i"), ["echo", "$i*"]);
    assert.deepEqual(lastWords("i=1; ((i += 1)); echo $i"), ["echo", "$i*"]);
    assert.deepEqual(lastWords("i=1; (( i < 3 )); echo $i"), ["echo", "1"]);
    assert.deepEqual(lastWords("A=1; printf -v A %s x; mapfile -t B; echo $A $B"), ["echo", "$A*", "$B*"]);
    assert.deepEqual(lastWords("declare -i A=1+1; declare -u B=b; echo $A $B"), ["echo", "$A*", "$B*"]);
  });

  it("make arrays", () => {
    assert.deepEqual(words('A=(--platform "linux/$ARCH"); A+=(-t "$IMAGE x"); build "${A[@]}" .'), [
      ["build", "--platform", "linux/arm64", "-t", "registry/app x", "."],
    ]);
    assert.deepEqual(lastWords('A=(a b); A[1]=x; A[2]=y; echo "${A[@]}"'), ["echo", "a", "x", "y"]);
    assert.deepEqual(lastWords('A[1]=x; echo "${A[1]}"'), ["echo", "${A[1]}"]);
    assert.deepEqual(lastWords('A=([2]=x); echo "${A[2]}"'), ["echo", "${A[2]}"]);
    assert.deepEqual(lastWords('A=x; A+=(y); echo "${A[@]}"'), ["echo", "x", "y"]);
    // What was in it before is not known, what is added is.
    assert.deepEqual(lastWords('ARGS+=(-t x); build "${ARGS[@]}"'), ["build", "${ARGS[@]}*", "-t", "x"]);
  });

  it("of an array that a branch goes on with keep its beginning", () => {
    assert.deepEqual(lastWords('A=(-t x); if y; then A+=(--no-cache); fi; build "${A[@]}" .'), [
      "build",
      "-t",
      "x",
      "${A[@]:2}*",
      ".",
    ]);
  });
});

describe("the environment of a command", () => {
  const seen = (script: string, name: string) => run(script).commands.at(-1)!.variable(name)?.display;

  it("holds the variables of the job and what is exported", () => {
    assert.equal(seen("buildah push", "ARCH"), "arm64");
    assert.equal(seen("ARCH=amd64; buildah push", "ARCH"), "amd64");
    assert.equal(seen("export STORAGE_DRIVER=vfs; buildah push", "STORAGE_DRIVER"), "vfs");
    assert.equal(seen("STORAGE_DRIVER=vfs; export STORAGE_DRIVER; buildah push", "STORAGE_DRIVER"), "vfs");
    assert.equal(seen("declare -x A=1; B=2; buildah push", "A"), "1");
    assert.equal(seen("set -a; A=1; set +a; buildah push", "A"), "1");
    assert.equal(seen("export CI_JOB_ID; buildah push", "CI_JOB_ID"), "$CI_JOB_ID");
    assert.equal(seen("export A=1; . ./env; buildah push", "A"), undefined);
  });

  it("does not hold what is not exported: whether the project sets it is not known", () => {
    assert.equal(seen("STORAGE_DRIVER=vfs; buildah push", "STORAGE_DRIVER"), undefined);
    assert.equal(seen("export A=1; export -n A; buildah push", "A"), undefined);
  });

  it("holds what stands in front of it, and nothing else behind `env -i`", () => {
    assert.equal(seen("ARCH=amd64 buildah push", "ARCH"), "amd64");
    assert.equal(seen("env ARCH=amd64 buildah push", "ARCH"), "amd64");
    assert.equal(seen("env -i A=1 buildah push", "ARCH"), undefined);
    assert.equal(seen("env -i A=1 buildah push", "A"), "1");
    assert.equal(seen("sudo buildah push", "ARCH"), undefined);
    assert.equal(seen("sudo -E buildah push", "ARCH"), "arm64");
  });

  it("is that of its moment", () => {
    const { commands } = run("export A=1; a; export A=2; b; if x; then export A=3; fi; c");
    const of = (name: string) =>
      commands.find((command) => command.words[0]!.value.literal === name)!.variable("A")?.display;
    assert.deepEqual([of("a"), of("b"), of("x"), of("c")], ["1", "2", "2", undefined]);
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
    assert.equal(at("cd a || exit 1; build"), "a");
    assert.equal(at("for d in a b; do cd $d; cd ..; done; build"), "");
    assert.equal(at("while x; do cd a; done; build"), undefined);
  });
});
