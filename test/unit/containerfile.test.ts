import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Instruction } from "../../src/containerfile/containerfile";
import { parseContainerfile } from "../../src/containerfile/parse";
import { lineageOf, targetStage, usedStages } from "../../src/containerfile/stages";
import { declarationsOf, expandInFrom, usagesIn } from "../../src/containerfile/variables";
import fc from "./properties";

const file = "file:///Containerfile";

/** The instructions of each stage, the preamble first: keyword and text. */
function outline(text: string): string[][] {
  const { preamble, stages } = parseContainerfile(file, text);
  return [preamble, ...stages.map(({ instructions }) => instructions)].map((list) =>
    list.map((one) => `${one.keyword} ${one.text}`.trim()),
  );
}

function sourceOf(text: string, { location: { span } }: Instruction): string {
  return text.slice(span.start, span.end);
}

describe("a Containerfile", () => {
  it("has stages whose instructions are in the order of Buildah's steps", () => {
    // The steps of Buildah 1.39.3 for this file: [1/2] STEP 1/3 FROM, 2/3 COPY, 3/3 RUN; [2/2] STEP 1/3 FROM, 2/3 ARG, 3/3 LABEL.
    const text =
      "ARG BASE=alpine\nFROM $BASE AS build\nCOPY . /src\nRUN make\n\n# second\nFROM build\nARG TARGETARCH\nLABEL a=b\n";
    assert.deepEqual(outline(text), [
      ["ARG BASE=alpine"],
      ["FROM $BASE AS build", "COPY . /src", "RUN make"],
      ["FROM build", "ARG TARGETARCH", "LABEL a=b"],
    ]);
  });

  it("names stages in lower case, whatever flags stand before", () => {
    const { stages } = parseContainerfile(
      file,
      "FROM --platform=$BUILDPLATFORM golang:1 as Build\nfrom scratch\nFROM a b c\n",
    );
    assert.deepEqual(
      stages.map(({ name }) => name),
      ["build", undefined, undefined],
    );
    assert.equal(stages[1]!.from.keyword, "FROM");
  });

  it("joins continued lines, drops comments and blank lines between them, and knows where all of it stands", () => {
    const text = "FROM a\n  run one && \\\n    # not this\n\n    two \\  \n  three\nRUN next\n";
    assert.deepEqual(outline(text)[1], ["FROM a", "RUN one && two three", "RUN next"]);
    const [, run] = parseContainerfile(file, text).stages[0]!.instructions;
    assert.equal(sourceOf(text, run!), "run one && \\\n    # not this\n\n    two \\  \n  three");
  });

  it("reads Windows line endings, a byte order mark and letters beyond the first plane", () => {
    const text = "\uFEFFFROM a\r\nRUN echo 🙂 \\\r\n  é\r\nRUN b";
    assert.deepEqual(outline(text)[1], ["FROM a", "RUN echo 🙂 é", "RUN b"]);
    const [from, run] = parseContainerfile(file, text).stages[0]!.instructions;
    assert.equal(sourceOf(text, from!), "FROM a");
    assert.equal(sourceOf(text, run!), "RUN echo 🙂 \\\r\n  é");
  });

  it("takes another escape character only from a directive at the top", () => {
    assert.deepEqual(outline("# syntax=x\n# escape=`\nFROM a\nCOPY c:\\ d:\\\nRUN one `\n  two\n")[1], [
      "FROM a",
      "COPY c:\\ d:\\",
      "RUN one two",
    ]);
    assert.deepEqual(outline("# a comment\n# escape=`\nFROM a\nRUN one \\\n  two\n")[1], ["FROM a", "RUN one two"]);
    assert.deepEqual(outline("FROM a\n# escape=`\nRUN one \\\n  two\n")[1], ["FROM a", "RUN one two"]);
  });

  it("keeps a heredoc with its instruction", () => {
    const text =
      "FROM a\nRUN <<EOF\nset -e\n# kept \\\nFROM b\nEOF\nCOPY <<-'ONE' <<\"TWO\" /x/\n\tone\n\tONE\ntwo\nTWO\nRUN 3<<EOF\nx\nEOF\nRUN after\n";
    assert.deepEqual(outline(text)[1], [
      "FROM a",
      "RUN <<EOF\nset -e\n# kept \\\nFROM b\nEOF",
      "COPY <<-'ONE' <<\"TWO\" /x/\n\tone\n\tONE\ntwo\nTWO",
      "RUN 3<<EOF\nx\nEOF",
      "RUN after",
    ]);
  });

  for (const line of [
    'RUN echo "a <<EOF b"',
    "RUN echo 'a <<EOF' b",
    "RUN cat <<<word",
    "RUN cat <<< word",
    "RUN echo $((1 <<2)) $((1<<2))",
    "RUN cat <<NEVER",
    'RUN sh -c "one \\\n  <<EOF two"',
    "RUN echo \\<<EOF",
    "LABEL a=1 <<EOF",
    "# <<EOF",
  ]) {
    it(`finds no heredoc in ${JSON.stringify(line)}`, () => {
      const instructions = outline(`FROM a\n${line}\nRUN b\nRUN c\nEOF\n`)[1]!;
      assert.deepEqual(instructions.slice(-3), ["RUN b", "RUN c", "EOF"]);
    });
  }

  it("counts what it does not know as an instruction, as Buildah does", () => {
    assert.deepEqual(outline("FROM a\nRNU x\nRUN y\n")[1], ["FROM a", "RNU x", "RUN y"]);
  });

  it("makes nothing of nothing", () => {
    assert.deepEqual(outline(""), [[]]);
    assert.deepEqual(outline("\n# only a comment\n"), [[]]);
    assert.deepEqual(outline("RUN before any FROM"), [["RUN before any FROM"]]);
    assert.deepEqual(outline("FROM a\nRUN one \\\n")[1], ["FROM a", "RUN one"]);
  });

  it("never throws, and its instructions stand in order and inside the text", () => {
    const pieces = [
      "FROM a",
      "RUN",
      "COPY",
      " ",
      "\n",
      "\r\n",
      "\\",
      "`",
      "# escape=`",
      "#",
      "<<EOF",
      "<<-EOF",
      "EOF",
      "\t",
      '"',
      "'",
      "AS b",
      "--platform=x",
      "🙂",
      "{",
      "[",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const { preamble, stages } = parseContainerfile(file, text);
        let at = 0;
        for (const {
          location: { span },
          keyword,
        } of [...preamble, ...stages.flatMap(({ instructions }) => instructions)]) {
          assert.ok(at <= span.start && span.start < span.end && span.end <= text.length);
          assert.equal(keyword, keyword.toUpperCase());
          at = span.end;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("places in an instruction", () => {
  const text =
    "FROM --platform=linux/amd64 \\\n  image:1 AS x\nRUN one \\\r\n  # a comment\r\n  two <<EOF\r\nthree\r\nEOF\n";
  const { stages } = parseContainerfile(file, text);
  const at = ({ span }: { span: { start: number; end: number } }) => text.slice(span.start, span.end);

  it("lead from the joined text to the lines of the file", () => {
    const run = stages[0]!.instructions[1]!;
    for (const word of ["one", "two", "<<EOF", "three"]) {
      const from = run.text.indexOf(word);
      assert.equal(at(run.place(from, from + word.length)), word);
    }
    const all = run.place(run.text.indexOf("two"), run.text.indexOf("three") + 5);
    assert.equal(at(all), "two <<EOF\r\nthree");
  });

  it("tell the platform and the base of a stage", () => {
    const { platform, base, name } = stages[0]!;
    assert.deepEqual([platform?.text, at(platform!.location)], ["linux/amd64", "linux/amd64"]);
    assert.deepEqual([base?.text, at(base!.location), name], ["image:1", "image:1", "x"]);
  });
});

describe("stages", () => {
  const containerfile = parseContainerfile(
    file,
    "FROM a AS one\nFROM b AS two\nCOPY --from=one / /\nFROM c AS never\nFROM two AS three\nFROM d AS four\nRUN --mount=type=bind,from=three,target=/x y\nFROM four\n",
  );
  const { stages } = containerfile;
  const names = (list: readonly { name: string | undefined }[]) => list.map(({ name }) => name ?? "last").sort();

  it("use others through FROM, COPY and mounts", () => {
    assert.deepEqual(names(usedStages(stages, stages.at(-1)!)), ["four", "last", "one", "three", "two"]);
    assert.deepEqual(names(usedStages(stages, targetStage(containerfile, "TWO")!)), ["one", "two"]);
    assert.equal(targetStage(containerfile, "2")?.name, "never");
    assert.equal(targetStage(containerfile, "nothing"), undefined);
  });

  it("consist of those that they begin with", () => {
    assert.deepEqual(names(lineageOf(stages, stages.at(-1)!)), ["four", "last"]);
    assert.deepEqual(names(lineageOf(stages, targetStage(containerfile, "three")!)), ["three", "two"]);
  });
});

describe("variables of a Containerfile", () => {
  const named = (text: string) => usagesIn(text).map(({ name, operator }) => name + operator);
  it("are found where the shell and Buildah put values in", () => {
    assert.deepEqual(named('$A ${B} "it\'s $C" ${D:-${E}} x$F-y ${G#v}'), ["A", "B", "C", "D:-", "E", "F", "G#"]);
    assert.deepEqual(named("\\$A '$B' $1 $$ $(C) ${"), []);
  });

  it("are declared by ARG and ENV in each of their forms", () => {
    const declared = (text: string) => {
      const [instruction] = parseContainerfile(file, `FROM a\n${text}\n`).stages[0]!.instructions.slice(1);
      return declarationsOf(instruction!).map(({ name, value }) => [name, value]);
    };
    assert.deepEqual(declared('ARG A B=1 C="x y"'), [
      ["A", undefined],
      ["B", "1"],
      ["C", "x y"],
    ]);
    assert.deepEqual(declared("ENV A one two"), [["A", "one two"]]);
    assert.deepEqual(declared("ENV A=one B='two'"), [
      ["A", "one"],
      ["B", "two"],
    ]);
    assert.deepEqual(declared("LABEL A=one"), []);
  });

  it("have in FROM the values that the build gives, else their defaults", () => {
    const containerfile = parseContainerfile(file, "ARG OS=debian\nARG BASE=$OS:12\nARG NONE\nFROM $BASE\n");
    const given = (values: Record<string, string>) => (name: string) =>
      values[name] === "?" ? "unknown" : values[name] === undefined ? undefined : { text: values[name] };
    assert.equal(expandInFrom(containerfile, "x/$BASE", given({})), "x/debian:12");
    assert.equal(expandInFrom(containerfile, "x/${BASE}", given({ OS: "ubuntu" })), "x/ubuntu:12");
    assert.equal(expandInFrom(containerfile, "$BASE", given({ OS: "?" })), undefined);
    assert.equal(expandInFrom(containerfile, "$NONE", given({})), undefined);
    assert.equal(expandInFrom(containerfile, "$UNDECLARED", given({ UNDECLARED: "x" })), undefined);
    assert.equal(expandInFrom(containerfile, "plain", given({})), "plain");
  });
});
