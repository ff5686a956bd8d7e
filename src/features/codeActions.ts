import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as ProtocolEdit,
  type Range,
} from "vscode-languageserver-types";
import { commands } from "../protocol/messages";
import { addSuppression } from "../rules/suppress/write";
import type { Finding, Fix, TextEdit } from "../text/finding";
import { Places } from "../text/places";
import type { FileId } from "../text/span";
import type { Analysis } from "./analysis";
import { source } from "./diagnostics";
import { differenceOf, fixUntilStable } from "./fixAll";

/** The kind of the action that makes all safe fixes: `editor.codeActionsOnSave` may name it. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.buildahPipelines`;

/** The quick fixes of the findings that touch a range: their own, then the comments that suppress them. */
export function makeCodeActions(
  analysis: Analysis,
  file: FileId,
  range: Range,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const places = new Places(analysis.texts);
  const touched = analysis.findings
    .filter((finding) => finding.location.file === file && touches(places.of(finding.location), range))
    .map((finding) => ({
      finding,
      own: diagnostics.filter(
        (item) =>
          item.source === source && item.code === finding.rule && isSame(item.range, places.of(finding.location)),
      ),
    }));
  return [
    ...touched.flatMap(({ finding, own }) => [
      ...finding.fixes.map((fix, index) => makeFix(fix, index === 0, own, places)),
      ...makeSnippets(finding, own),
    ]),
    ...touched.map(({ finding, own }) => makeSuppression(finding, own, analysis, places)),
  ];
}

/**
 * The action that makes all safe fixes of a file; undefined when there are none.
 * @param analyse the analysis with other texts in the place of some files
 */
export async function makeFixAll(
  analysis: Analysis,
  file: FileId,
  analyse: (texts: ReadonlyMap<FileId, string>) => Promise<Analysis>,
): Promise<CodeAction | undefined> {
  const before = analysis.texts.get(file) ?? "";
  const { texts } = await fixUntilStable(analysis, analyse, (other) => other === file);
  const edits = differenceOf(file, before, texts.get(file) ?? before);
  if (edits.length === 0) return undefined;
  const places = new Places(analysis.texts);
  return {
    title: "Make all safe fixes of Buildah Pipelines",
    kind: fixAllKind,
    edit: { changes: changesOf(edits, places) },
  };
}

function makeFix(fix: Fix, isFirst: boolean, diagnostics: Diagnostic[], places: Places): CodeAction {
  const isPreferred = fix.safety === "safe" && isFirst;
  const edit = { changes: changesOf(fix.edits, places) };
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred, edit };
}

function makeSuppression(finding: Finding, diagnostics: Diagnostic[], analysis: Analysis, places: Places): CodeAction {
  const sources = { ...analysis, containerfiles: [...analysis.containerfiles.values()] };
  const edit = { changes: changesOf([addSuppression(finding, sources, places)], places) };
  return { title: `Suppress ${finding.rule} here with a comment`, kind: CodeActionKind.QuickFix, diagnostics, edit };
}

function makeSnippets(finding: Finding, diagnostics: Diagnostic[]): CodeAction[] {
  return finding.snippets.map(({ title, text }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    command: { title, command: commands.copySnippet, arguments: [text] },
  }));
}

function changesOf(edits: readonly TextEdit[], places: Places): Record<string, ProtocolEdit[]> {
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const edit of edits) {
    changes[edit.file] ??= [];
    changes[edit.file]!.push({ range: places.of(edit), newText: edit.newText });
  }
  return changes;
}

function touches(a: Range, b: Range): boolean {
  return isBeforeOrAt(a.start, b.end) && isBeforeOrAt(b.start, a.end);
}

function isBeforeOrAt(a: Range["start"], b: Range["start"]): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

function isSame(a: Range, b: Range): boolean {
  return (
    isBeforeOrAt(a.start, b.start) &&
    isBeforeOrAt(b.start, a.start) &&
    isBeforeOrAt(a.end, b.end) &&
    isBeforeOrAt(b.end, a.end)
  );
}
