import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, it } from "node:test";

/** What each room of src may import, besides itself and the types of `text`. The picture is in CONTRIBUTING.md. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  text: [],
  protocol: [],
  yaml: [],
  shell: [],
  containerfile: [],
  runner: [],
  config: ["yaml"],
  workspace: [],
  gitlab: ["yaml", "workspace", "shell"],
  buildah: ["shell"],
  images: ["config", "gitlab", "buildah", "containerfile", "runner", "yaml", "shell", "workspace"],
  rules: ["config", "images", "gitlab", "buildah", "containerfile", "runner", "yaml", "shell"],
  failures: ["images", "gitlab", "buildah", "shell"],
  scaffold: ["images", "gitlab", "buildah", "protocol"],
  run: ["images", "gitlab", "buildah", "containerfile", "shell", "workspace", "protocol"],
  features: [
    "config",
    "rules",
    "failures",
    "scaffold",
    "run",
    "images",
    "gitlab",
    "buildah",
    "containerfile",
    "runner",
    "yaml",
    "shell",
    "workspace",
    "protocol",
  ],
  reports: ["rules", "failures", "run", "images", "gitlab", "buildah", "yaml"],
  server: ["config", "features", "rules", "scaffold", "containerfile", "workspace", "protocol"],
  cli: [
    "config",
    "features",
    "rules",
    "failures",
    "run",
    "reports",
    "images",
    "server",
    "scaffold",
    "workspace",
    "protocol",
  ],
  extension: ["protocol"],
};

/** The one file that may import a parser made by others. */
const importers: Readonly<Record<string, string>> = {
  yaml: "yaml/library.ts",
  unbash: "shell/parse.ts",
  "toml-eslint-parser": "runner/parse.ts",
  "dockerfile-ast": "containerfile/parse.ts",
  commander: "cli/main.ts",
  re2js: "gitlab/conditions/pattern.ts",
  picomatch: "workspace/globs.ts",
};

const mayUseNode = /^(cli|run\/executor)\/|^server\/(node|nodeFiles|checkouts)\.ts$|^extension\/desktop\.ts$/;

const source = join(process.cwd(), "src");

/** Every import of src: the file, the module's name, the file it names when it is one of ours. */
const imports = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .flatMap((file) => {
    const text = readFileSync(join(source, file), "utf8");
    return [
      ...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gms),
    ].map((match) => {
      const name = match[1] ?? match[2] ?? match[3]!;
      const line = text.slice(0, match.index).split("\n").length;
      const target = name.startsWith(".") ? relative(source, normalize(join(source, dirname(file), name))) : undefined;
      return { file, line, name, target };
    });
  });

const roomOf = (path: string) => path.split("/")[0]!;
const show = ({ file, line, name }: (typeof imports)[number]) => `src/${file}:${line} imports ${name}`;

describe("imports", () => {
  it("were found", () => assert.ok(imports.length > 100));

  it("go one way, as the table of rooms says", () => {
    const wrong = imports.filter(({ file, target }) => {
      if (target === undefined || target.startsWith("..")) return false;
      const from = roomOf(file);
      const to = roomOf(target);
      if (from === to || to === "text") return false;
      // The desktop entry starts processes; a browser has none.
      if (from === "extension" && /^run\/executor\//.test(target)) return file !== "extension/desktop.ts";
      return !rooms[from]?.includes(to);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it("leave no room out of the table", () => {
    assert.deepEqual(
      [...new Set(imports.map(({ file }) => roomOf(file)))].filter((room) => !rooms[room]),
      [],
    );
  });

  it("of vscode stand in src/extension only", () => {
    assert.deepEqual(
      imports
        .filter(
          ({ file, name }) =>
            (name === "vscode" || name.startsWith("vscode-languageclient")) && roomOf(file) !== "extension",
        )
        .map(show),
      [],
    );
  });

  it("of node stand in entry points and the executor only", () => {
    assert.deepEqual(
      imports.filter(({ file, name }) => name.startsWith("node:") && !mayUseNode.test(file)).map(show),
      [],
    );
  });

  it("of each parser made by others stand in one file", () => {
    assert.deepEqual(
      imports.filter(({ file, name }) => importers[name] !== undefined && importers[name] !== file).map(show),
      [],
    );
  });
});

describe("places", () => {
  it("are never copied with a spread, which takes away what makes them move with their text", () => {
    const copies = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((file) => {
        const text = readFileSync(join(source, file), "utf8");
        const spread = /\{\s*\.\.\.(?:\w+[!?]?\.)*(?:\w*[lL]ocation|\w*[oO]rigin|place|at|editable)\b!?\s*[,}]/g;
        return [...text.matchAll(spread)].map((match) => `src/${file}: ${match[0]}`);
      });
    assert.deepEqual(copies, []);
  });
});
