import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { Analyser, type Analysis, projectFolder } from "../../src/features/analysis";
import type { Rule } from "../../src/rules/rule";
import { applyEdits, type Finding } from "../../src/text/finding";
import { LineIndex } from "../../src/text/lineIndex";
import type { FileId } from "../../src/text/span";
import { type FileKind, kindOf, kindOfNamed, roleOf } from "../../src/workspace/kind";
import { matchesPattern } from "../../src/workspace/pattern";
import type { Reader } from "../../src/workspace/reader";

/** Files by path relative to a project that exists in memory only. */
export type Files = Readonly<Record<string, string>>;

export const projectUri = "file:///project";

/** Reads the files of a project from memory. */
export function readerOf(files: Files): Reader {
  return {
    read: (file) => {
      const path = file.slice(projectUri.length + 1);
      // Tests name files by their paths, the model by their URIs.
      const text = files[path] ?? files[decodeURIComponent(path)];
      return text === undefined ? { kind: "absent" } : { kind: "loaded", text };
    },
    list: (folder, pattern) => {
      const below = Object.keys(files).map((path) => `${projectUri}/${path}`);
      const matches = below.filter((file) => matchesPattern(file.slice(folder.length + 1), pattern));
      return { kind: "loaded", files: matches.sort() };
    },
  };
}

/** Analyses a project; the entries are the files whose names tell what they are, or the only file there is. */
export function analyseFiles(files: Files, analyser = new Analyser()): Analysis {
  const paths = Object.keys(files);
  const kinds = paths.map((path): FileKind | undefined => {
    const file = `${projectUri}/${path}`;
    return kindOf(file) ?? (paths.length === 1 ? kindOfNamed(file) : undefined);
  });
  const entries = paths.flatMap((path, index) => {
    const file = `${projectUri}/${path}`;
    const kind = kinds[index];
    return kind ? [{ file, kind, folder: projectFolder(file, projectUri), role: roleOf(path) ?? "unsure" }] : [];
  });
  return analyser.analyse(entries, readerOf(files));
}

/** The lines that the unsafe fix of each finding adds, trimmed; an empty list for a finding without one. */
export function addedLines(rule: Rule, text: string): string[][] {
  const { findings } = analyseFiles({ ".gitlab-ci.yml": text }, new Analyser([rule]));
  const before = text.split("\n");
  return findings.map(({ fixes }) => {
    const edits = fixes.find((fix) => fix.safety === "unsafe")?.edits ?? [];
    const after = applyEdits(text, edits).split("\n");
    return after.filter((line) => !before.includes(line)).map((line) => line.trim());
  });
}

/** What a fixture says or what the rules said: one line of text each, comparable. */
export function describeFindings(findings: readonly Finding[], files: Files): string[] {
  return findings
    .map((finding) => {
      const path = finding.location.file.slice(projectUri.length + 1);
      const lines = new LineIndex(files[path] ?? "");
      const start = lines.position(finding.location.span.start);
      const end = lines.position(finding.location.span.end);
      const length = start.line === end.line ? end.character - start.character : "lines";
      return `${path}:${start.line + 1}:${start.character + 1} ${finding.rule} (${length})`;
    })
    .sort();
}

const expectation = /^(\s*)(#\s*)(\^+)\s+([a-z][a-z\d-]*)\s*$/;

/**
 * The findings that comments of a file expect: carets under the text, then the rule's id. Where `#` stands right in
 * front of the carets it counts as one of them, for text that begins at the start of the line.
 */
export function expectedFindings(path: string, text: string): string[] {
  const expected: string[] = [];
  let target = 0;
  text.split(/\r?\n/).forEach((line, index) => {
    const match = expectation.exec(line);
    if (!match) {
      target = index + 1;
      return;
    }
    const isAtHash = match[2] === "#";
    const column = match[1]!.length + (isAtHash ? 0 : match[2]!.length);
    const length = match[3]!.length + (isAtHash ? 1 : 0);
    expected.push(`${path}:${target}:${column + 1} ${match[4]} (${length})`);
  });
  return expected.sort();
}

/** The fixtures of a folder: a file is a project of one file, a folder one of several. */
export function readFixtures(folder: string): { name: string; files: Files; fixed: Files }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !/\.fixed\.\w+$/.test(name))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const isFolder = statSync(path).isDirectory();
      const root = isFolder ? path : folder;
      const paths = isFolder ? listFiles(path) : [name];
      const read = (file: string) => readFileSync(join(root, file), "utf8");
      const isFixed = (file: string) => /\.fixed(\.\w+)?$/.test(file);
      const fixedPath = (file: string) => file.replace(/(\.\w+)?$/, ".fixed$1");
      const plain = paths.filter((file) => !isFixed(file)).sort();
      return {
        name,
        files: Object.fromEntries(plain.map((file) => [file, read(file)])),
        fixed: Object.fromEntries(
          plain.filter((file) => existsSync(join(root, fixedPath(file)))).map((file) => [file, read(fixedPath(file))]),
        ),
      };
    });
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
}

/** The id of a file on disk. */
export function fileId(path: string): FileId {
  return pathToFileURL(path).href;
}

export const testFolder = join(process.cwd(), "test");
export const displayPath = (path: string) => relative(process.cwd(), path);
