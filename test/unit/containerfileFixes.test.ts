import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import { rules } from "../../src/rules/index";
import { applyEdits } from "../../src/text/finding";
import { analyseFiles, type Files, projectUri } from "./fixtures";

/** The lines that the first fix of each finding of a rule writes, all of them made. */
function newLines(id: string, files: Files): string[] {
  const rule = rules.find((one) => one.id === id)!;
  const { findings } = analyseFiles(files, new Analyser([rule]));
  const edits = findings.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  return Object.entries(files).flatMap(([path, text]) => {
    const own = edits.filter(({ file }) => file === `${projectUri}/${path}`);
    const before = text.split("\n");
    return applyEdits(text, own)
      .split("\n")
      .filter((line) => !before.includes(line));
  });
}

const pipeline = `build:
  image: quay.io/buildah/stable:v1.39.3
  script:
    - buildah build --platform linux/amd64,linux/arm64 --manifest $CI_REGISTRY_IMAGE:1 .
`;
const withFile = (lines: readonly string[]) => ({ ".gitlab-ci.yml": pipeline, Containerfile: `${lines.join("\n")}\n` });

describe("fixes of Containerfiles", () => {
  for (const [id, lines, expected] of [
    ["df-arch-prefixed-base", ["FROM arm64v8/alpine:3"], ["FROM docker.io/library/alpine:3"]],
    ["df-arch-prefixed-base", ["FROM docker.io/amd64/alpine:3"], ["FROM docker.io/library/alpine:3"]],
    ["df-arch-prefixed-base", ["FROM quay.io/example/app:1.2-amd64"], ["FROM quay.io/example/app:1.2"]],
    ["df-arch-prefixed-base", ["FROM quay.io/example/app-amd64"], []],
    [
      "df-goarch-hardcoded",
      ["FROM a", "RUN GOARCH=amd64 go build"],
      ["ARG TARGETARCH", "RUN GOARCH=$TARGETARCH go build"],
    ],
    ["df-goarch-hardcoded", ["FROM a", "ARG TARGETARCH", "ENV GOARCH='arm64'"], ["ENV GOARCH='$TARGETARCH'"]],
    ["df-goarch-hardcoded", ["FROM a", "RUN cargo build --target x86_64-unknown-linux-gnu"], []],
    [
      "df-hardcoded-arch-url",
      ["FROM a AS x", "ADD https://example.com/a_linux-arm64.zip /"],
      ["ARG TARGETARCH", "ADD https://example.com/a_linux-${TARGETARCH}.zip /"],
    ],
    ["df-hardcoded-arch-url", ["FROM a", "ADD https://example.com/a-x86_64.zip /"], []],
    ["df-buildplatform-final", ["FROM --platform=$BUILDPLATFORM a"], ["FROM --platform=$TARGETPLATFORM a"]],
    ["df-from-pinned-platform", ["FROM --platform=linux/amd64 a"], ["FROM --platform=$TARGETPLATFORM a"]],
    ["df-target-default-ignored", ["FROM a", "ARG X=1 TARGETARCH=amd64"], ["ARG X=1 TARGETARCH"]],
    ["df-short-name", ["FROM a", "FROM group/b:1"], ["FROM docker.io/group/b:1"]],
    [
      "df-oci-dropped",
      ["FROM a", "ONBUILD RUN x"],
      ["    - buildah build --format docker --platform linux/amd64,linux/arm64 --manifest $CI_REGISTRY_IMAGE:1 ."],
    ],
  ] as const) {
    it(`${id}: ${lines.join("; ")}`, () => assert.deepEqual(newLines(id, withFile(lines)), expected));
  }

  it("name the Containerfile that is there", () => {
    const files = {
      ".gitlab-ci.yml": "a: {script: buildah build -f docker/Dockerfle .}\nb: {script: buildah build docker}\n",
      "docker/Dockerfile": "FROM a\n",
    };
    assert.deepEqual(newLines("df-missing", files), ["a: {script: buildah build -f docker/Dockerfile .}"]);
  });
});

describe("fixes of jobs", () => {
  const job = (text: string) => ({ ".gitlab-ci.yml": `a:\n${text}` });
  it("set a variable where the job has its own", () => {
    const script = "  tags: [builders]\n  script:\n    - buildah build -t x .\n";
    assert.deepEqual(newLines("custom-image-no-chroot", job(`  image: fedora:42\n${script}`)), [
      "  variables: {BUILDAH_ISOLATION: chroot}",
    ]);
    assert.deepEqual(newLines("custom-image-no-chroot", job(`  image: fedora:42\n  variables:\n    A: b\n${script}`)), [
      "    BUILDAH_ISOLATION: chroot",
    ]);
  });

  it("take an item out of a list", () => {
    const services = (list: string) => {
      const files = job(`  image: quay.io/buildah/stable\n  services:${list}\n  script: buildah build -t x .\n`);
      const { findings } = analyseFiles(files, new Analyser([rules.find(({ id }) => id === "dind-unneeded")!]));
      const text = files[".gitlab-ci.yml"];
      return applyEdits(text, findings[0]!.fixes[0]!.edits).split("services:")[1]!.split("\n  script")[0];
    };
    assert.equal(services("\n    - docker:dind\n    - a:1"), "\n    - a:1");
    assert.equal(services("\n  - a:1\n  # Docker\n  - name: docker:dind\n    alias: x"), "\n  - a:1\n  # Docker");
    assert.equal(services("\n    - docker:dind"), "\n    []");
    assert.equal(services(" [docker:dind, a:1]"), " [a:1]");
    assert.equal(services(" [a:1, docker:dind]"), " [a:1]");
  });
});

describe("fixes of runner configurations", () => {
  const build = "a:\n  image: quay.io/buildah/stable:v1.40.0\n  tags: [t]\n  script: buildah build -t x .\n";
  const configured = (toml: string) => ({
    ".gitlab-ci.yml": build,
    ".buildah-pipelines.yml": "runnerTags: {t: {runner: r}}\n",
    "config.toml": toml,
  });
  const kubernetes = (lines: string) => `[[runners]]\n  executor = "kubernetes"\n  [runners.kubernetes]\n${lines}`;
  const all = '"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETFCAP", "SETGID", "SETUID", "SYS_CHROOT"';

  it("give capabilities back next to where they are taken", () => {
    const fix = (lines: string) => newLines("k8s-capabilities", configured(kubernetes(lines)));
    assert.deepEqual(fix('    cap_drop = ["ALL"]\n'), [`    cap_add = [${all}]`]);
    assert.deepEqual(fix('    cap_drop = ["SETUID"]\n    cap_add = ["CHOWN"]\n'), [
      '    cap_add = ["CHOWN", "SETUID"]',
    ]);
    const context = "    [runners.kubernetes.build_container_security_context.capabilities]\n";
    assert.deepEqual(fix(`${context}      drop = ["SETGID"]\n`), ['      add = ["SETGID"]']);
  });

  it("add the device", () => {
    const docker = (lines: string) => `[[runners]]\n  name = "r"\n  executor = "docker"\n  [runners.docker]\n${lines}`;
    const fix = (lines: string) => newLines("fuse-device-missing", configured(docker(lines)));
    assert.deepEqual(fix('    image = "a"\n'), ['    devices = ["/dev/fuse"]']);
    assert.deepEqual(fix("    devices = []\n"), ['    devices = ["/dev/fuse"]']);
    assert.deepEqual(fix('    devices = ["/dev/kvm",]\n'), ['    devices = ["/dev/kvm", "/dev/fuse"]']);
  });

  it("take rights away", () => {
    const toml =
      '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    security_opt = ["seccomp=unconfined"]\n';
    assert.deepEqual(newLines("privileged-excess", { "config.toml": toml }), ["    privileged = false"]);
  });
});
