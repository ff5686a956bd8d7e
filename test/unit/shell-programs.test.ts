import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, marks, only, run, words } from "./shellCases";

describe("commands behind others", () => {
  it("are found behind prefixes", () => {
    const cases = [
      "sudo buildah push a",
      "sudo -u root -E buildah push a",
      "sudo --user root -- buildah push a",
      "env A=b buildah push a",
      "env -u A -i B=c buildah push a",
      "A=b exec buildah push a",
      "time nice -n 5 buildah push a",
      "timeout -k 5 10m buildah push a",
      "/usr/bin/timeout --signal=KILL 10m buildah push a",
      "nohup command buildah push a",
      "stdbuf -oL -e 0 buildah push a",
      "buildah unshare buildah push a",
    ];
    for (const script of cases) assert.deepEqual(words(script), [["buildah", "push", "a"]], script);
    assert.equal(only("env A=b buildah push a").assignments.get("A")?.display, "b");
    assert.deepEqual(words("command -v buildah"), [["command", "-v", "buildah"]]);
  });

  it("are found in a variable that holds them", () => {
    assert.deepEqual(words('B="buildah --storage-driver=vfs"; $B push a'), [
      ["buildah", "--storage-driver=vfs", "push", "a"],
    ]);
    assert.deepEqual(words('B="sudo buildah"; $B push a; ${B} push b'), [
      ["buildah", "push", "a"],
      ["buildah", "push", "b"],
    ]);
    assert.deepEqual(words("$OTHER push a"), [["$OTHER*", "push", "a"]]);
    assert.deepEqual(words("E=; $E buildah push"), [["buildah", "push"]]);
  });

  it("of xargs have arguments that are not known, and may not run", () => {
    assert.deepEqual(marks("echo a b | xargs -n 1 -r buildah push -q"), ["echo a b", "buildah push -q …* ?"]);
    assert.deepEqual(marks("cat f | xargs -I{} -P 4 buildah tag {} x:{}"), ["cat f", "buildah tag … x:… ?"]);
    assert.deepEqual(marks("cat f | xargs"), ["cat f", "xargs"]);
  });

  it("have nothing to do with names that objects have", () => {
    for (const name of ["constructor", "toString", "__proto__", "valueOf", "hasOwnProperty"]) {
      assert.deepEqual(words(`${name} a`), [[name, "a"]]);
      assert.deepEqual(words(`echo "$${name}"`), [["echo", `$${name}`]]);
    }
  });
});

describe("scripts that are given to a shell", () => {
  it("are found in its argument", () => {
    assert.deepEqual(words(`sh -c 'buildah push "$ARCH"; echo b'`), [
      ["buildah", "push", "arm64"],
      ["echo", "b"],
    ]);
    assert.deepEqual(words('bash -ec "buildah push $ARCH"'), [["buildah", "push", "arm64"]]);
    assert.deepEqual(words("bash -e -o pipefail -c 'a' --"), [["a"]]);
    assert.deepEqual(words("sudo /bin/sh -c \"a 'b c'\""), [["a", "b c"]]);
  });

  it("may hold symbols and unknown parts", () => {
    assert.deepEqual(words(`sh -c "push $CI_REGISTRY_IMAGE:$TAG '$TAG' \\"$TAG\\" $BLANKS"`), [
      ["push", "$CI_REGISTRY_IMAGE:$TAG*", "$TAG", "$TAG", "a", "b"],
    ]);
    assert.deepEqual(words('sh -c "A=$TAG; push \\$A"'), [["push", "$TAG*"]]);
    assert.deepEqual(marks('sh -c "case $TAG in x) a;; esac"'), ["a ?"]);
  });

  it("see exported variables and their own arguments only", () => {
    assert.deepEqual(lastWords("A=1; export B=2; sh -c 'echo \"$A\" $B $ARCH $0 $1 $2 x' zero one"), [
      "echo",
      "$A",
      "2",
      "arm64",
      "zero",
      "one",
      "x",
    ]);
    assert.deepEqual(words("A=1 ARCH=x sh -c 'echo $A $ARCH'"), [["echo", "1", "x"]]);
    assert.deepEqual(words("sh -c 'A=1'; echo $A"), [["echo", "$A*"]]);
    assert.deepEqual(words("env -i A=1 sh -c 'echo $A $ARCH x'"), [["echo", "1", "x"]]);
    assert.deepEqual(words("sudo sh -c 'echo \"$ARCH\"'"), [["echo", "$ARCH"]]);
  });

  it("go on after a failure unless they say otherwise", () => {
    assert.deepEqual(marks("sh -c 'a; b'; c"), ["a !", "b", "c"]);
    assert.deepEqual(marks("sh -ec 'a; b'; c"), ["a", "b", "c"]);
    assert.deepEqual(marks("sh -c 'set -e; a; b'; c"), ["set -e !", "a", "b", "c"]);
    assert.deepEqual(marks("sh -c 'a; exit; b'; c"), ["a !", "c"]);
  });

  it("are found in what feeds it", () => {
    const cases = [
      "bash <<'END'\nbuildah push $ARCH\nEND",
      "bash <<END\nbuildah push $ARCH\nEND",
      "sh -s -- arm64 <<'END'\nbuildah push $1\nEND",
      'sh -e - <<< "buildah push $ARCH"',
      "echo 'buildah push $ARCH' | sh",
      "sh <<-END\n\tbuildah \\\n\t\tpush $ARCH\n\tEND",
    ];
    for (const script of cases) assert.deepEqual(lastWords(script), ["buildah", "push", "arm64"], script);
    assert.deepEqual(words("cat <<END | bash -x\nbuildah push $ARCH\nEND"), [["cat"], ["buildah", "push", "arm64"]]);
  });

  it("are not found in what feeds anything else", () => {
    assert.deepEqual(words("cat <<'END' > f\nbuildah push a\nEND\necho b"), [["cat"], ["echo", "b"]]);
    assert.deepEqual(words("ssh host <<END\nbuildah push a\nEND"), [["ssh", "host"]]);
    assert.deepEqual(words("sh script.sh <<END\nbuildah push a\nEND"), [["sh", "script.sh"]]);
    assert.deepEqual(words("python3 <<END\nbuildah push a\nEND"), [["python3"]]);
  });

  it("that are not known are left to the shell", () => {
    for (const script of ['sh -c "$SCRIPT"', 'bash -c "$(curl https://example.com)"', "sh <<< $SCRIPT"]) {
      const evaluation = run(script);
      assert.equal(evaluation.isComplete, false, script);
      assert.match(evaluation.commands.at(-1)!.words[0]!.value.display, /sh$/);
    }
    assert.equal(run("sh build.sh; sh < f; bash").isComplete, true);
  });
});

describe("eval", () => {
  it("runs a text that is known in the same shell", () => {
    assert.deepEqual(words('eval "buildah push $ARCH; A=1"; echo $A'), [
      ["buildah", "push", "arm64"],
      ["echo", "1"],
    ]);
    assert.deepEqual(words('C="buildah push"; eval $C a \'"$IMAGE b"\''), [["buildah", "push", "a", "registry/app b"]]);
    assert.deepEqual(words('eval $(echo "buildah push $ARCH")'), [
      ["echo", "buildah push arm64"],
      ["buildah", "push", "arm64"],
    ]);
    assert.deepEqual(words('eval "buildah push $OTHER"'), [["buildah", "push", "$OTHER*"]]);
  });

  it("may do anything with another", () => {
    assert.deepEqual(words('A=1; eval "$OTHER"; echo $A'), [
      ["eval", "$OTHER"],
      ["echo", "$A*"],
    ]);
  });
});

describe("commands in substitutions", () => {
  it("are found wherever those stand, each once and in order", () => {
    assert.deepEqual(
      words('A=$(a) $(b) "c $(d $(e))" `f` <(g) ${OTHER:-$(h)} > "$(i)"').map(([name]) => name),
      ["a", "b", "e", "d", "f", "g", "h", "i", "$(b)*"],
    );
    assert.deepEqual(words("cat <<END\n$(a) `b`\nEND"), [["a"], ["b"], ["cat"]]);
    assert.deepEqual(words("cat <<'END'\n$(a) `b`\nEND"), [["cat"]]);
    assert.deepEqual(
      words('A=("$(a)" $(b)); for x in $(c); do :; done; case $(d) in $(e)) ;; esac').map(([name]) => name),
      ["a", "b", "c", ":", "d", "e"],
    );
    assert.deepEqual(
      words('[[ $(a) == x ]]; : $(( $(b) + 1 )) ${X/$(c)/$(d)}; e <<< "$(f)"').map(([name]) => name),
      ["a", "b", "c", "d", ":", "f", "e"],
    );
  });

  it("are found once in the name of a file", () => {
    assert.deepEqual(words('A=$(< "$(b)")'), [["b"]]);
  });

  it("are found in backticks with escapes", () => {
    assert.deepEqual(words('A=`a \\`b $ARCH\\` "\\$ARCH"`'), [
      ["b", "arm64"],
      ["a", "`b $ARCH`*", "arm64"],
    ]);
  });
});
