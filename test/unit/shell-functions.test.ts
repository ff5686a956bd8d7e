import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, marks, run, words } from "./shellCases";

describe("functions", () => {
  it("run where they are called, with their arguments", () => {
    const script = 'build() { buildah build --platform "$1" -t "$2" .; }';
    assert.deepEqual(words(script), []);
    assert.deepEqual(words(script, 'build linux/arm64 "$IMAGE:arm64"', "build linux/amd64 $OTHER"), [
      ["buildah", "build", "--platform", "linux/arm64", "-t", "registry/app:arm64", "."],
      ["buildah", "build", "--platform", "linux/amd64", "-t", "$2", "."],
    ]);
    assert.deepEqual(words("function f { a $1; }; f 1; f() { b $1; }; f 2"), [
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  it("see all arguments, and what is left of them after shift", () => {
    assert.deepEqual(words('f() { a "$@"; shift; b "$@" $1; shift 2; c "$@" $#; }; f 1 "2 x" 3'), [
      ["a", "1", "2 x", "3"],
      ["shift"],
      ["b", "2 x", "3", "2", "x"],
      ["shift", "2"],
      ["c", "0"],
    ]);
    assert.deepEqual(lastWords('f() { shift $N; a "$@" "$1"; }; f 1 2'), ["a", "$@*", "$1"]);
    assert.deepEqual(lastWords('set -- a "b c"; echo "$1" "$@"'), ["echo", "a", "a", "b c"]);
    assert.deepEqual(lastWords('f() { set -euo pipefail; echo "$1"; }; f 1'), ["echo", "1"]);
    assert.deepEqual(lastWords('f() { echo "$# $*" "${@:2}" ${1:-x} ${3:-y}; }; f a b'), [
      "echo",
      "2 a b",
      "b",
      "a",
      "y",
    ]);
  });

  it("pass on arguments that are not known", () => {
    assert.deepEqual(words('f() { "$@" . ; }; f buildah build $OPTIONS -t x'), [
      ["buildah", "build", "$OPTIONS*", "-t", "x", "."],
    ]);
    assert.deepEqual(words('f() { a "$1"; shift; b "$@"; }; f x $OPTIONS y'), [
      ["a", "x"],
      ["shift"],
      ["b", "$OPTIONS*", "y"],
    ]);
  });

  it("that try again run their arguments", () => {
    const retry = 'retry() { for i in 1 2 3; do "$@" && return 0; sleep 5; done; return 1; }';
    assert.deepEqual(marks(retry, "retry buildah push x", "b"), ["buildah push x !", "sleep 5 ?", "b"]);
  });

  it("do not see the arguments of the function that calls them", () => {
    assert.deepEqual(words('g() { echo "$1" "$2"; }; f() { g x; }; f 1 2'), [["echo", "x", ""]]);
    assert.deepEqual(lastWords('g() { :; }; f() { g x; echo "$1"; }; f 1 2'), ["echo", "1"]);
  });

  it("change the variables of the shell, except their own", () => {
    assert.deepEqual(lastWords("f() { A=2; }; A=1; f; echo $A"), ["echo", "2"]);
    assert.deepEqual(words("f() { local A=2; B=3; echo $A; }; A=1; f; echo $A $B"), [
      ["local", "A=2"],
      ["echo", "2"],
      ["echo", "1", "3"],
    ]);
    assert.deepEqual(words("f() { local A; echo $A; A=2; }; A=1; f; echo $A").slice(1), [
      ["echo", "$A*"],
      ["echo", "1"],
    ]);
    assert.deepEqual(words("g() { echo $A; A=3; }; f() { local A=2; g; }; A=1; f; echo $A").slice(1), [
      ["echo", "2"],
      ["echo", "1"],
    ]);
    assert.deepEqual(lastWords("f() { declare -g A=2; }; A=1; f; echo $A"), ["echo", "2"]);
  });

  it("have variables that stand in front of the call", () => {
    assert.deepEqual(words("f() { a $A; }; A=1; A=2 f; b $A"), [
      ["a", "2"],
      ["b", "1"],
    ]);
  });

  it("belong to the shell that defines them", () => {
    assert.deepEqual(words("(f() { a; }); f"), [["f"]]);
    assert.deepEqual(words("f() { a; }; (f); unset -f g; sh -c f"), [["a"], ["unset", "-f", "g"], ["f"]]);
    // A program is no function.
    assert.deepEqual(words("f() { a; }; sudo f; command f"), [["f"], ["f"]]);
  });

  it("that a branch defines are not known", () => {
    const evaluation = run("f() { a; }; if x; then f() { b; }; fi; f");
    assert.equal(evaluation.isComplete, false);
  });
});
