import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readReference } from "../../src/buildah/reference";
import { parseContainerfile } from "../../src/containerfile/parse";
import { Analyser } from "../../src/features/analysis";
import { isNameOf, readNamedArchitecture, readReferenceArchitecture } from "../../src/images/architectureNames";
import { runsTargetPrograms } from "../../src/images/targetRuns";
import runnerArchMismatch from "../../src/rules/runner-arch-mismatch";
import { Value } from "../../src/text/value";
import { analyseFiles } from "./fixtures";

describe("programs of the target's architecture", () => {
  const run = (lines: string, minor?: number, target?: string) =>
    runsTargetPrograms(
      parseContainerfile("file:///Containerfile", lines.replaceAll("; ", "\n")),
      target,
      minor === undefined ? undefined : { major: 1, minor },
    );

  it("run in every stage that the image is made of", () => {
    assert.equal(run("FROM a; RUN b"), true);
    assert.equal(run("FROM a; COPY b c"), false);
    assert.equal(run("FROM a AS one; RUN b; FROM one; COPY c d"), true);
    assert.equal(run("FROM a AS one; RUN b; FROM c; COPY --from=one /d /d"), true);
    assert.equal(run("FROM a; RUN b; FROM c; COPY --from=0 /d /d"), true);
    assert.equal(run("FROM a AS one; RUN b; FROM c; RUN --mount=type=bind,from=one,target=/x true"), true);
    assert.equal(run("FROM a AS unused; RUN b; FROM c; COPY d d"), false);
    assert.equal(run("FROM a AS One; RUN b; FROM ONE"), true);
  });

  it("run up to the stage that --target names", () => {
    const lines = "FROM a AS files; COPY b b; FROM c AS build; RUN d; FROM files; COPY --from=build /e /e";
    assert.equal(run(lines, undefined, "files"), false);
    assert.equal(run(lines, undefined, "build"), true);
    assert.equal(run(lines), true);
    assert.equal(run(lines, undefined, "gone"), undefined);
  });

  it("do not run in stages of the runner's platform, from 1.37 on", () => {
    const cross =
      "FROM --platform=$BUILDPLATFORM a AS build; RUN b; FROM build AS more; RUN c; FROM scratch; COPY --from=more /d /d";
    assert.equal(run(cross), false);
    assert.equal(run(cross, 41), false);
    assert.equal(run(cross, 28), true);
    assert.equal(
      run("FROM --platform=linux/amd64 a AS build; RUN b; FROM scratch; COPY --from=build /d /d", 28),
      false,
    );
    assert.equal(run("FROM --platform=$TARGETPLATFORM a; RUN b"), true);
  });

  it("may not run behind a pinned stage, which passes its platform on before 1.40", () => {
    const leaking = "FROM --platform=$BUILDPLATFORM a AS build; RUN b; FROM c; RUN d; COPY --from=build /e /e";
    assert.equal(run(leaking), undefined);
    assert.equal(run(leaking, 39), undefined);
    assert.equal(run(leaking, 40), true);
  });

  it("are not known of a file without stages", () => {
    assert.equal(run("RUN a"), undefined);
    assert.equal(run(""), undefined);
  });
});

describe("severity of runner-arch-mismatch", () => {
  const severities = (script: string, rest = "", containerfile?: string) => {
    const pipeline = `job:\n  image: quay.io/buildah/stable\n  tags: [saas-linux-small-amd64]\n${rest}  script:\n    - ${script}\n    - buildah build --platform linux/arm64 -t a .\n`;
    const files = {
      ".gitlab-ci.yml": pipeline,
      ...(containerfile === undefined ? {} : { Containerfile: containerfile }),
    };
    return analyseFiles(files, new Analyser([runnerArchMismatch])).findings.map(({ severity }) => severity);
  };
  const runs = "FROM a\nRUN b\n";

  it("is an error only where a program of the other architecture certainly runs without emulation", () => {
    assert.deepEqual(severities("echo"), ["warning"]);
    assert.deepEqual(severities("echo", "", runs), ["error"]);
    assert.deepEqual(severities("echo", "", "FROM a\nCOPY b b\n"), []);
    // The emulation may be set up out of sight.
    assert.deepEqual(severities("./prepare.sh", "", runs), ["warning"]);
    assert.deepEqual(severities("echo", "  services: !reference [.gone, services]\n", runs), ["warning"]);
  });

  it("is info where the job sets up emulation", () => {
    assert.deepEqual(severities("apt-get install -y qemu-user-static", "", runs), ["info"]);
    assert.deepEqual(severities("podman run --rm --privileged docker.io/tonistiigi/binfmt --install all", "", runs), [
      "info",
    ]);
    assert.deepEqual(severities("echo", "  services: [{ name: multiarch/qemu-user-static }]\n", runs), ["info"]);
    assert.deepEqual(severities("update-binfmts --enable", "", runs), ["info"]);
  });
});

describe("architectures in names", () => {
  const word = (name: string) => readNamedArchitecture(name)?.word;

  it("are words between separators", () => {
    const names = {
      "build-arm64": "arm64",
      "build:linux/aarch64": "aarch64",
      "job: [x86_64, 3]": "x86_64",
      "image.X86-64": "X86-64",
      build_s390x: "s390x",
      arm: "arm",
    };
    for (const [name, expected] of Object.entries(names)) assert.equal(word(name), expected, name);
    for (const name of ["archlinux", "alarm", "swarm64x", "charm", "build", "", "amd"])
      assert.equal(word(name), undefined, name);
  });

  it("say nothing where there are several, or where tools and runners are meant", () => {
    const names = [
      "amd64-arm64",
      "arm64 and x86",
      "cross-arm64",
      "toolchain_aarch64",
      "qemu-arm64",
      "build-on-arm64",
      "for-s390x",
      "saas-linux-small-arm64",
      "1.2.386",
    ];
    for (const name of names) assert.equal(word(name), undefined, name);
    assert.equal(word("arm64/arm64"), "arm64");
    assert.equal(word("linux/amd64 x86_64"), "amd64");
  });

  it("allow what they may mean", () => {
    const allows = (name: string, architecture: string) =>
      isNameOf(readNamedArchitecture(name)!, { os: "linux", architecture, variant: "" });
    assert.ok(allows("arm", "arm64") && allows("arm", "arm") && !allows("arm", "amd64"));
    assert.ok(allows("x86", "386") && allows("x86", "amd64") && !allows("x86", "arm64"));
    assert.ok(allows("armhf", "arm") && !allows("armhf", "arm64"));
  });

  it("are looked for in the last part of a reference", () => {
    const origin = { file: "file:///a", span: { start: 0, end: 0 } };
    const of = (text: string) => readReferenceArchitecture(readReference(Value.literal(text, origin), origin))?.word;
    assert.equal(of("registry.example.com/group/app:1.0-arm64"), "arm64");
    assert.equal(of("registry.example.com/group/app-arm64:1.0"), "arm64");
    assert.equal(of("registry.example.com/arm64/app:1.0"), undefined);
    assert.equal(of("arm64.example.com:5000/app"), undefined);
    assert.equal(of("app-arm64:amd64"), undefined);
  });
});
