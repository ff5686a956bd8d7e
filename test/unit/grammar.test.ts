import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { posix } from "node:path";
import { before, test } from "node:test";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from "vscode-textmate";
import flags from "../../src/buildah/flags.json";

const { join } = posix;
const grammars = "syntaxes";
const snapshots = join("test", "unit", "snapshots");
const samples = readdirSync(snapshots).filter((name) => name.endsWith(".yml.txt"));

interface RawGrammar {
  readonly scopeName: string;
  readonly injectionSelector?: string;
}

function readGrammars(folder: string): Map<string, { readonly path: string; readonly isInjection: boolean }> {
  const found = new Map<string, { readonly path: string; readonly isInjection: boolean }>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".tmLanguage.json")) continue;
    const path = join(folder, name);
    const raw = JSON.parse(readFileSync(path, "utf8")) as RawGrammar;
    found.set(raw.scopeName, { path, isInjection: raw.injectionSelector !== undefined });
  }
  return found;
}

/**
 * Folders with grammars of YAML: a small one that stands beside the snapshots, and those of the versions of Visual
 * Studio Code that the editor tests have fetched, when they have. That grammar is not to be had on its own from npm.
 */
function findBases(): string[] {
  const cache = join(".cache", "vscode");
  const versions = existsSync(cache) ? readdirSync(cache) : [];
  const real = versions.map((version) => join(cache, version, "server", "extensions", "yaml", "syntaxes"));
  return [snapshots, ...real.filter((folder) => existsSync(folder))];
}

before(async () => {
  const wasm = readFileSync(
    createRequire(join(process.cwd(), "package.json")).resolve("vscode-oniguruma/release/onig.wasm"),
  );
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
});

/** YAML as the editor would colour it, with this project's grammars or without. */
async function load(base: string, isInjected: boolean): Promise<IGrammar> {
  const own = readGrammars(grammars);
  const all = new Map([...readGrammars(base), ...own]);
  const injections = [...own].flatMap(([scope, { isInjection }]) => (isInjection ? [scope] : []));
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (scope) => {
      const path = all.get(scope)?.path;
      return path === undefined ? null : parseRawGrammar(readFileSync(path, "utf8"), path);
    },
    getInjections: (scope) => (isInjected && scope === "source.yaml" ? injections : []),
  });
  const grammar = await registry.loadGrammar("source.yaml");
  assert.ok(grammar, `no grammar for YAML in ${base}`);
  return grammar;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

function tokenise(grammar: IGrammar, text: string): { readonly line: string; readonly tokens: readonly Token[] }[] {
  let state = INITIAL;
  return text.split("\n").map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    const tokens = result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      start: startIndex,
      end: Math.min(endIndex, line.length),
      scopes,
    }));
    return { line, tokens: tokens.filter(({ start, end }) => start < end) };
  });
}

const isOwn = (scope: string) => scope.endsWith(".buildah");

/** The text, each line followed by what this project's grammars say of it. */
function draw(grammar: IGrammar, text: string): string {
  const lines: string[] = [];
  for (const { line, tokens } of tokenise(grammar, text)) {
    lines.push(`>${line}`.trimEnd());
    for (const { start, end, scopes } of tokens) {
      const own = scopes.filter(isOwn);
      if (own.length > 0) lines.push(` ${" ".repeat(start)}${"^".repeat(end - start)} ${own.join(" ")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

for (const base of findBases()) {
  for (const name of samples) {
    test(`${name} is coloured as in its snapshot, over the grammar in ${base}`, async () => {
      const snapshot = join(snapshots, name.replace(".txt", ".snap"));
      const drawn = draw(await load(base, true), readFileSync(join(snapshots, name), "utf8"));
      // `UPDATE_SNAPSHOTS=1 npm run test:unit` writes what is drawn over the small grammar; read the difference then.
      if (process.env.UPDATE_SNAPSHOTS && base === snapshots) writeFileSync(snapshot, drawn);
      assert.equal(drawn, readFileSync(snapshot, "utf8"));
    });

    test(`${name} keeps all that the grammar in ${base} says of it`, async () => {
      const text = readFileSync(join(snapshots, name), "utf8");
      const spread = (grammar: IGrammar) =>
        tokenise(grammar, text).map(({ line, tokens }) =>
          Array.from(line, (_, index) => {
            const token = tokens.find(({ start, end }) => start <= index && index < end);
            return `${index}: ${token?.scopes.filter((scope) => !isOwn(scope)).join(" ")}`;
          }),
        );
      assert.deepEqual(spread(await load(base, true)), spread(await load(base, false)));
    });
  }
}

test("every subcommand that the linter knows is coloured in every style of YAML, alone and with flags before it", async () => {
  const grammar = await load(snapshots, true);
  const subcommands = Object.keys(flags).filter((name) => name !== "global" && !name.startsWith("skopeo"));
  assert.ok(subcommands.length > 15);
  for (const subcommand of subcommands) {
    for (const start of ["buildah", "podman", "buildah --root /tmp/x --debug"]) {
      for (const before of ["- ", '- "', "- '", "- |\n  "]) {
        const end = before.trim().slice(2).replace("|", "");
        const { line, tokens } = tokenise(grammar, `${before}${start} ${subcommand} x${end}`).at(-1)!;
        const found = tokens.filter(({ scopes }) => scopes.includes("keyword.other.subcommand.buildah"));
        assert.deepEqual(
          found.map((token) => line.slice(token.start, token.end)),
          [subcommand],
          line,
        );
      }
    }
  }
});

test("long lines do not take long", async () => {
  const grammar = await load(snapshots, true);
  const hard = [
    `buildah ${"--flag value ".repeat(2000)}`,
    "A=b ".repeat(4000),
    `buildah build ${"-t $X ".repeat(4000)}`,
  ];
  for (const line of hard) {
    const begin = performance.now();
    tokenise(grammar, `- ${line}\n- "${line}"\n- '${line}'\n- |\n  ${line}`);
    assert.ok(performance.now() - begin < 4000, `${line.slice(0, 20)}… took ${performance.now() - begin} ms`);
  }
});

test("the manifest contributes every grammar, and those that inject are injected into YAML", () => {
  interface Contribution {
    readonly path: string;
    readonly scopeName: string;
    readonly injectTo?: readonly string[];
  }
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    readonly contributes?: { readonly grammars?: readonly Contribution[] };
  };
  const contributed = (manifest.contributes?.grammars ?? []).map(({ path, scopeName, injectTo }) => [
    scopeName,
    path,
    injectTo,
  ]);
  const expected = [...readGrammars(grammars)].map(([scope, { path, isInjection }]) => [
    scope,
    `./${path}`,
    isInjection ? ["source.yaml"] : undefined,
  ]);
  assert.deepEqual(contributed.sort(), expected.sort());
});
