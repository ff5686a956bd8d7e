import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseContainerfile } from "../../src/containerfile/parse";
import type { RunInstruction } from "../../src/protocol/messages";
import { listInstructions } from "../../src/run/containerfile";
import { BuildProgress, type OutputStream } from "../../src/run/progress";
import recorded from "./run-outputs.json";
import { failingBuilds } from "./runCases";

interface Recording {
  readonly exitCode: number;
  readonly output: readonly (readonly [OutputStream, string])[];
}

/**
 * What Buildah 1.28.2 (Debian 12) and 1.39.3 (Debian 13) print for these builds, recorded with isolation chroot. The
 * tests with the real Buildah run the same builds.
 */
const versions = recorded as unknown as Readonly<Record<string, Readonly<Record<string, Recording>>>>;

const instructionsOf = (containerfile: string): readonly RunInstruction[] =>
  listInstructions(parseContainerfile("file:///project/Containerfile", containerfile));

for (const [version, recordings] of Object.entries(versions)) {
  describe(`what Buildah ${version} says of a failed build`, () => {
    for (const { name, containerfile, in128, ...expected } of failingBuilds) {
      const { line, message } = version.startsWith("1.28") && in128 ? in128 : expected;
      const recording = recordings[name]!;
      const blame = (write: (progress: BuildProgress) => void) => {
        const progress = new BuildProgress(instructionsOf(containerfile));
        write(progress);
        return progress.blame(recording.exitCode);
      };

      it(`blames the right place: ${name}`, () => {
        const found = blame((progress) => {
          for (const [stream, text] of recording.output) progress.write(stream, text);
        });
        assert.match(found.message, message);
        assert.equal(found.instruction && found.instruction.range.start.line + 1, line);
      });

      it(`does not depend on how the output is cut: ${name}`, () => {
        const whole = blame((progress) => {
          for (const [stream, text] of recording.output) progress.write(stream, text);
        });
        const letters = blame((progress) => {
          for (const [stream, text] of recording.output) for (const letter of text) progress.write(stream, letter);
        });
        assert.deepEqual(letters, whole);
      });
    }
  });
}

describe("progress of a build", () => {
  const follow = (text: string, containerfile = "FROM a\nRUN false\n") => {
    const progress = new BuildProgress(instructionsOf(containerfile));
    progress.write("stdout", text);
    return progress;
  };

  it("tells the step that runs", () => {
    const progress = follow("[linux/arm64] [2/3] STEP 4/7: RUN make all\nmaking\n");
    assert.deepEqual(progress.step, { platform: "linux/arm64", stage: 1, number: 4, total: 7, text: "RUN make all" });
  });

  it("reads the errors of Buildah before 1.24 and on one stream", () => {
    const found = follow(
      'STEP 1: FROM a\nSTEP 2: RUN false\nerror building at STEP "RUN false": error while running runtime: exit status 1\n',
    ).blame(1);
    assert.equal(found.message, "RUN failed: error while running runtime: exit status 1");
    assert.equal(found.instruction?.range.start.line, 1);
  });

  it("blames the command for what fails after the last step", () => {
    const found = follow("STEP 1/2: FROM a\nSTEP 2/2: RUN false\nCOMMIT x\nError: no space left on device\n").blame(
      125,
    );
    assert.deepEqual(found, { message: "no space left on device", instruction: undefined });
  });

  it("blames the running step for an error that does not name it", () => {
    const found = follow("STEP 1/2: FROM a\nSTEP 2/2: RUN false\nError: mounting container: no such device\n").blame(
      125,
    );
    assert.equal(found.message, "RUN failed: mounting container: no such device");
    assert.equal(found.instruction?.keyword, "RUN");
  });

  it("has a message when Buildah says nothing", () => {
    assert.equal(follow("").blame(3).message, "buildah build ended with exit code 3.");
  });

  it("reads the error of a machine without user namespaces", () => {
    const found = follow("Error during unshare(CLONE_NEWUSER): Operation not permitted\n").blame(1);
    assert.equal(found.message, "Error during unshare(CLONE_NEWUSER): Operation not permitted");
  });

  it("keeps nothing of a program that never ends its line", () => {
    const progress = follow("STEP 1/2: FROM a\nSTEP 2/2: RUN false\n");
    for (let i = 0; i < 200; i++) progress.write("stdout", "x".repeat(100_000));
    progress.write("stdout", '\nError: building at STEP "RUN false": exit status 1\n');
    assert.equal(progress.blame(1).message, "RUN failed: exit status 1");
  });
});
