import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluate } from "../../src/shell/evaluate";
import type { Span } from "../../src/text/span";
import type { YamlNode } from "../../src/yaml/node";
import { parseYaml } from "../../src/yaml/parse";
import { file, lookup, parser, run } from "./shellCases";

describe("places", () => {
  /** The scripts of a file of YAML, evaluated; each word as it stands in the file. */
  function places(yaml: string): string[][] {
    const { root, problems } = parseYaml(file, yaml);
    assert.deepEqual(problems, []);
    const { commands } = evaluate(listScalars(root!), lookup, parser);
    return commands.map((command) => command.words.map(({ location: { span } }) => yaml.slice(span.start, span.end)));
  }
  function listScalars(node: YamlNode): { text: string; origin: (YamlNode & { kind: "scalar" })["origin"] }[] {
    if (node.kind === "scalar") return [{ text: node.text, origin: node.origin }];
    return node.kind === "seq" ? node.items.flatMap(listScalars) : [];
  }
  /** The words of a script's commands as they stand in it. */
  function written(text: string): string[][] {
    return run(text).commands.map((command) =>
      command.words.map(({ location: { span } }) => text.slice(span.start, span.end)),
    );
  }
  const slice = (text: string, span: Span | undefined) => span && text.slice(span.start, span.end);

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

  it("are those of the words in here-documents, loops over items and inputs in block scalars", () => {
    assert.deepEqual(places("- |\n  bash <<'END'\n    buildah push \\\n      $ARCH\n  END\n- x"), [
      ["buildah", "push", "$ARCH"],
      ["x"],
    ]);
    assert.deepEqual(places("- |\n  sh <<-END\n  \tbuildah push $ARCH $OTHER\n  \tx\n  \tEND"), [
      ["buildah", "push", "$ARCH", "$OTHER"],
      ["x"],
    ]);
    assert.deepEqual(places("- for a in 1; do\n- |-\n  build $a\n- done"), [["build", "$a"]]);
    assert.deepEqual(places("- >\n  build $[[ inputs.a ]]\n  x$[[ inputs.b ]]"), [
      ["build", "$[[ inputs.a ]]", "x$[[ inputs.b ]]"],
    ]);
    assert.deepEqual(places('- |\n  echo {a,b}\n  A=(x\n    y); echo "${A[@]}"'), [
      ["echo", "{a,b}", "{a,b}"],
      ["echo", "x", "y"],
    ]);
  });

  it("of a value from a variable are the variable's", () => {
    const text = "P=linux/arm64; build --platform=$P --platform linux/$P";
    const [, second, , fourth] = run(text).commands[0]!.words;
    assert.equal(slice(text, second!.value.slice("--platform=".length).location?.span), "linux/arm64");
    assert.equal(slice(text, second!.location.span), "--platform=$P");
    // Parts from two places have no common one.
    assert.equal(fourth!.value.location, undefined);
    assert.deepEqual(
      fourth!.value.pieces.map((piece) => slice(text, piece.origin.span)),
      ["linux/", "linux/arm64"],
    );
  });

  it("of a value that is one of several are its own", () => {
    const values = (text: string, at: number) =>
      run(text).commands.map((command) => slice(text, command.words[at]!.value.location?.span));
    assert.deepEqual(values("for a in amd64 arm64; do build $a; done", 1), ["amd64", "arm64"]);
    assert.deepEqual(values("L='amd64 arm64'; for a in $L; do build $a; done", 1), ["amd64", "arm64"]);
    assert.deepEqual(values("for a in {amd64,arm64}; do build $a; done", 1), ["amd64", "arm64"]);
    assert.deepEqual(values("while read a b; do build $b; done <<END\n1 amd64\n2 arm64\nEND", 1), ["amd64", "arm64"]);
    assert.deepEqual(values("A=(amd64 arm64); for a in ${A[@]}; do build $a; done", 1), ["amd64", "arm64"]);
    assert.deepEqual(values("f() { build $2; }; f x amd64; f y arm64", 1), ["amd64", "arm64"]);
    assert.deepEqual(values("I=app:amd64; build ${I##*:}", 1), ["amd64"]);
  });

  it("of words with escapes are those of their letters", () => {
    const text = 'P=a; build "--platform=\\"x\\"" --tag\\ y';
    const [, first, second] = run(text).commands[0]!.words;
    const at = first!.value.flat.indexOf("x");
    assert.equal(slice(text, first!.value.slice(at, at + 1).location?.span), "x");
    assert.equal(slice(text, second!.value.slice(second!.value.flat.length - 1).location?.span), "y");
  });

  it("of an inner script are its own", () => {
    assert.deepEqual(written(`sh -c 'buildah push "$ARCH"'`), [["buildah", "push", '"$ARCH"']]);
    assert.deepEqual(written('sh -c "buildah push \\"$ARCH\\" $CI_REGISTRY:$OTHER"'), [
      ["buildah", "push", '\\"$ARCH\\"', "$CI_REGISTRY:$OTHER"],
    ]);
    assert.deepEqual(written("eval buildah push $ARCH 'a b'"), [["buildah", "push", "$ARCH", "a", "b"]]);
    assert.deepEqual(written("echo `buildah push \\`b c\\``"), [
      ["b", "c"],
      ["buildah", "push", "\\`b c\\`"],
      ["echo", "`buildah push \\`b c\\``"],
    ]);
    // Values are still where they come from.
    const text = 'A=arm64; sh -c "buildah push $A"';
    const { span } = run(text).commands[0]!.words[2]!.value.location!;
    assert.equal(span.start, text.indexOf("arm64"));
  });

  it("of a command are from its first to its last word", () => {
    const text = "true; sudo buildah push a > log; echo";
    const { location } = run(text).commands[1]!;
    assert.ok(slice(text, location.span)!.startsWith("sudo buildah push a"));
  });
});
