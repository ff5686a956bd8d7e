import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  architectureOfWord,
  formatPlatform,
  isSamePlatform,
  type Platform,
  readPlatform,
} from "../../src/buildah/platform";
import fc from "./properties";

function platform(text: string): Platform {
  const reading = readPlatform(text);
  assert.ok(reading.kind === "platform", `${text} is ${reading.kind}`);
  return reading.platform;
}

describe("normal form", () => {
  // The table of containerd/platforms, database.go.
  const table: readonly [text: string, normal: string, isAlias: boolean][] = [
    ["linux/amd64", "linux/amd64", false],
    ["linux/x86_64", "linux/amd64", true],
    ["linux/x86-64", "linux/amd64", true],
    ["Linux/AMD64", "linux/amd64", true],
    ["linux/amd64/v1", "linux/amd64", false],
    ["linux/amd64/v3", "linux/amd64/v3", false],
    ["linux/arm64", "linux/arm64", false],
    ["linux/arm64/v8", "linux/arm64", false],
    ["linux/arm64/8", "linux/arm64", false],
    ["linux/aarch64", "linux/arm64", true],
    ["linux/arm64/v9", "linux/arm64/v9", false],
    ["linux/arm64/9", "linux/arm64/v9", false],
    ["linux/arm", "linux/arm/v7", false],
    ["linux/arm/v7", "linux/arm/v7", false],
    ["linux/arm/7", "linux/arm/v7", false],
    ["linux/arm/v6", "linux/arm/v6", false],
    ["linux/armhf", "linux/arm/v7", true],
    ["linux/armel", "linux/arm/v6", true],
    ["linux/386", "linux/386", false],
    ["linux/i386", "linux/386", true],
    ["linux/ppc64le", "linux/ppc64le", false],
    ["windows/amd64", "windows/amd64", false],
    ["windows(10.0.17763)/amd64", "windows/amd64", false],
    ["macos/arm64", "darwin/arm64", false],
    ["wasi/wasm", "wasi/wasm", false],
    // Buildah cuts the slash at the end off.
    ["linux/arm64/", "linux/arm64", true],
    // No list of systems is consulted.
    ["foo/amd64", "foo/amd64", false],
  ];
  for (const [text, normal, isAlias] of table) {
    it(`of ${text} is ${normal}`, () => {
      const reading = readPlatform(text);
      assert.ok(reading.kind === "platform");
      assert.equal(formatPlatform(reading.platform), normal);
      assert.equal(reading.isAlias, isAlias);
    });
  }

  it("tells which platforms are the same", () => {
    const same = [
      ["linux/arm64", "linux/arm64/v8", "linux/aarch64"],
      ["linux/arm", "linux/arm/v7", "linux/armhf"],
      ["linux/amd64", "linux/amd64/v1", "linux/x86_64"],
    ];
    for (const group of same)
      for (const text of group) assert.ok(isSamePlatform(platform(group[0]!), platform(text)), text);
    const different = [
      ["linux/amd64", "linux/amd64/v2"],
      ["linux/arm/v6", "linux/arm/v7"],
      ["linux/arm64", "linux/arm/v8"],
      ["linux/amd64", "windows/amd64"],
    ];
    for (const [a, b] of different) assert.ok(!isSamePlatform(platform(a!), platform(b!)), `${a} ${b}`);
  });

  it("of a name with the usual spelling keeps the variant that is written", () => {
    const canonical = (text: string) => {
      const reading = readPlatform(text);
      return reading.kind === "platform" ? reading.canonical : undefined;
    };
    assert.equal(canonical("linux/aarch64/v8"), "linux/arm64/v8");
    assert.equal(canonical("linux/armhf"), "linux/arm/v7");
    assert.equal(canonical("linux/i386"), "linux/386");
  });
});

describe("half a platform", () => {
  it("is an architecture, a system, or nothing but the word local", () => {
    const half = (text: string) => {
      const reading = readPlatform(text);
      return reading.kind === "partial" ? reading.platform : undefined;
    };
    assert.deepEqual(half("arm64"), { architecture: "arm64", variant: "" });
    assert.deepEqual(half("armhf"), { architecture: "arm", variant: "v7" });
    assert.deepEqual(half("linux"), { os: "linux" });
    assert.deepEqual(half("linux/"), { os: "linux" });
    assert.deepEqual(half("local"), {});
  });
});

describe("suggestions", () => {
  const cases: readonly [text: string, kind: string, suggestion: string | undefined, isCertain: boolean][] = [
    ["linux/x64", "unknownArchitecture", "linux/amd64", true],
    ["linux/arm64v8", "unknownArchitecture", "linux/arm64/v8", true],
    ["linux/arm64v8/v8", "unknownArchitecture", "linux/arm64/v8", true],
    ["linux/armv7", "unknownArchitecture", "linux/arm/v7", true],
    ["linux/arm32v6", "unknownArchitecture", "linux/arm/v6", true],
    ["linux/ppc64el", "unknownArchitecture", "linux/ppc64le", true],
    ["linux/x64/v2", "unknownArchitecture", "linux/amd64/v2", true],
    ["linux/x86", "unknownArchitecture", "linux/amd64", false],
    ["linux/amd46", "unknownArchitecture", "linux/amd64", false],
    ["linux/aarch46", "unknownArchitecture", "linux/arm64", false],
    ["linux/risc64", "unknownArchitecture", "linux/riscv64", false],
    ["linux/toaster", "unknownArchitecture", undefined, false],
    ["linux/constructor", "unknownArchitecture", undefined, false],
    ["linux:arm64", "malformed", "linux/arm64", true],
    ["linux-arm64", "malformed", "linux/arm64", true],
    ["linux_arm64", "malformed", "linux/arm64", true],
    ["linux\\amd64", "malformed", "linux/amd64", true],
    ["linux.x86-64", "malformed", "linux/amd64", true],
    ["linux/arm-v7/", "unknownArchitecture", undefined, false],
    ["linux//arm64", "malformed", "linux/arm64", true],
    ["/linux/arm64", "malformed", "linux/arm64", true],
    [" linux/arm64", "malformed", "linux/arm64", true],
    ["linux/aarch64 ", "malformed", "linux/aarch64", true],
    ["linux / arm64", "malformed", "linux/arm64", true],
    ["linux/arm64/v8.0", "malformed", "linux/arm64/v8", true],
    ["linux/amd64;linux/arm64", "malformed", "linux/amd64,linux/arm64", true],
    ["linux/amd64 linux/arm/v7", "malformed", "linux/amd64,linux/arm/v7", true],
    ["x64", "malformed", "linux/amd64", true],
    ["x86", "malformed", "linux/amd64", false],
    ["linux/*", "malformed", undefined, false],
    ["linux/arm/v7/hf", "malformed", undefined, false],
    ["a/b/c/d", "malformed", undefined, false],
    ["", "malformed", undefined, false],
    ["/", "malformed", undefined, false],
    ["-t", "malformed", undefined, false],
    ["__proto__", "malformed", undefined, false],
  ];
  for (const [text, kind, suggestion, isCertain] of cases) {
    it(`for “${text}”: ${suggestion ?? "none"}`, () => {
      const reading = readPlatform(text);
      assert.equal(reading.kind, kind);
      assert.ok(reading.kind === "malformed" || reading.kind === "unknownArchitecture");
      assert.deepEqual([reading.suggestion, reading.isCertain], [suggestion, isCertain]);
    });
  }

  it("are platforms, for any text", () => {
    const part = fc.constantFrom(
      "linux",
      "windows",
      "arm64",
      "amd64",
      "x64",
      "armv7",
      "v8",
      "v7",
      "/",
      ":",
      "-",
      "_",
      " ",
      ",",
      ";",
      ".",
      "\\",
      "x86",
      "8",
      "(",
      ")",
      "constructor",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
          fc.string(),
        ),
        (text) => {
          const reading = readPlatform(text);
          if (reading.kind === "platform")
            assert.equal(readPlatform(formatPlatform(reading.platform)).kind, "platform");
          if (reading.kind === "platform" || reading.kind === "partial") return;
          for (const item of reading.suggestion?.split(",") ?? [])
            assert.equal(readPlatform(item).kind, "platform", `${text} → ${item}`);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("words", () => {
  it("stand for an architecture or for none", () => {
    const known = {
      amd64: "amd64",
      X64: "amd64",
      x86_64: "amd64",
      aarch64: "arm64",
      arm64v8: "arm64",
      armv7: "arm",
      armhf: "arm",
      i686: "386",
      s390x: "s390x",
    };
    for (const [word, architecture] of Object.entries(known))
      assert.equal(architectureOfWord(word), architecture, word);
    for (const word of ["archlinux", "alarm", "amd", "build", "", "constructor", "64"])
      assert.equal(architectureOfWord(word), undefined, word);
  });
});
