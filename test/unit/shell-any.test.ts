import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "./properties";
import { file, run } from "./shellCases";

const tokens = (
  "buildah push sh\\ -c\\  eval\\  export\\  local\\  declare\\ -A\\  shift set\\ --\\  set\\ +e cd\\  env\\  xargs\\  read\\ a\\ b exit return break continue constructor\\  " +
  "$A ${A:- ${A[@]} ${A%% ${A/b/ ${#A ${!A ${A:1} $@ $# $1 } $( $(( ) ) ` ' \" \\ | || && & ; ;; ;& \\n \\n \\  \\  ! # * ? [ ] {a,b} {1..3} { ä ( ) (( )) [[\\  \\ ]] = == -n -eq " +
  "if\\  ;\\ then\\  ;\\ elif\\  ;\\ else\\  ;\\ fi for\\ a\\ in\\  ;\\ do\\  ;\\ done while\\  until\\  case\\ x\\ in\\  x) *) \\ esac f()\\ {\\  f \\ } A= A+=( A=( A[1]= IFS=, " +
  "<<END\\n <<-END\\n <<'END'\\n \\nEND\\n <<<\\  >\\  >>\\  2>&1 <( $[[\\ a\\ ]] \uE000 \uE001 \\r\\n"
)
  .split(" ")
  .join("\0")
  .replaceAll("\\\0", " ")
  .replaceAll("\\n", "\n")
  .replaceAll("\\r", "\r")
  .split("\0");

describe("any text", () => {
  const text = fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...tokens) }, fc.string({ maxLength: 3 })), {
      maxLength: 40,
    })
    .map((parts) => parts.join(""));

  it("is read without an error, and all places are in it", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (scripts) => {
        const { length } = scripts.join("");
        for (const command of run(...scripts).commands) {
          assert.notEqual(command.words.length, 0);
          const origins = command.words.flatMap((word) => word.value.pieces.map((piece) => piece.origin));
          for (const { file: own, span } of [
            command.location,
            ...command.words.map((word) => word.location),
            ...origins,
          ]) {
            if (own !== file) continue;
            assert.ok(span.start >= 0 && span.start <= span.end && span.end <= length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("that is deeply nested ends quickly", () => {
    const scripts = [
      "$(".repeat(5000),
      "{ ".repeat(5000),
      `${"if a; then ".repeat(500)}b${"; fi".repeat(500)}`,
      `if a; then b; ${"elif a; then b; ".repeat(2000)}fi`,
      `case $X in ${"x) a;;& ".repeat(2000)}esac`,
      `${"a && ".repeat(5000)}b`,
      `${"a | ".repeat(5000)}b`,
      `A=x; ${"A=$A$A; ".repeat(200)}`,
      `echo ${"{a,b}".repeat(30)}`,
      `echo ${"{".repeat(1000)}a,b${"}".repeat(1000)}`,
      `${"sh -c '".repeat(50)}a`,
      `f() { eval "f; f"; }; f`,
      `A='eval "$A"'; eval "$A"`,
    ];
    for (const script of scripts) {
      const started = process.cpuUsage().user;
      run(script);
      assert.ok(process.cpuUsage().user - started < 3_000_000, script.slice(0, 40));
    }
  });
});
