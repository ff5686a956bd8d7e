// @ts-check
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatDeb822Sources, parseDeb822Sources, parseOneLineSources } from "./apt-sources.mjs";

const uri = "http://mirror.example/debian";

describe("apt's sources", () => {
  it("are read from one-line files", () => {
    const text = [
      "# deb http://old.example/debian bookworm main",
      `deb ${uri} bookworm main contrib # the mirror`,
      `deb-src ${uri} bookworm main`,
      `deb [ arch=amd64,arm64 signed-by=/usr/share/keyrings/a.gpg ] ${uri} bookworm-updates main`,
      "deb cdrom:[Debian GNU/Linux 12 _Bookworm_ - amd64 DVD]/ bookworm main",
      "",
    ].join("\n");
    assert.deepEqual(parseOneLineSources(text), [
      { uri, suite: "bookworm", components: ["main", "contrib"], options: {} },
      {
        uri,
        suite: "bookworm-updates",
        components: ["main"],
        options: { "signed-by": "/usr/share/keyrings/a.gpg" },
      },
    ]);
  });

  it("are read from deb822 files", () => {
    const text = [
      "# See sources.list(5)",
      "Types: deb deb-src",
      `URIs: ${uri}`,
      "Suites: bookworm",
      "# a comment inside",
      "  bookworm-updates",
      "components: main",
      "Signed-By:",
      " -----BEGIN PGP PUBLIC KEY BLOCK-----",
      " .",
      " -----END PGP PUBLIC KEY BLOCK-----",
      "",
      "Types: deb",
      "URIs: http://other.example/debian",
      "Suites: bookworm",
      "Components: main",
      "Enabled: no",
      "",
      "Types: deb-src",
      "URIs: http://source.example/debian",
      "Suites: bookworm",
      "Components: main",
    ].join("\n");
    const key = "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n -----END PGP PUBLIC KEY BLOCK-----";
    assert.deepEqual(parseDeb822Sources(text), [
      { uri, suite: "bookworm", components: ["main"], options: { "signed-by": key } },
      { uri, suite: "bookworm-updates", components: ["main"], options: { "signed-by": key } },
    ]);
  });

  it("keep how to trust them when they are written for another suite", () => {
    const [source] = parseOneLineSources(`deb [arch=i386 trusted=yes] ${uri} bookworm main contrib`);
    assert.ok(source);
    const text = formatDeb822Sources([{ ...source, suite: "trixie", components: ["main"], architectures: ["arm64"] }]);
    const expected = { uri, suite: "trixie", components: ["main"], options: { trusted: "yes" } };
    assert.deepEqual(parseDeb822Sources(text), [expected]);
    assert.match(text, /^Architectures: arm64$/m);
  });
});
