import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
} from "vscode-languageserver-types";
import { commands } from "../protocol/messages";
import type { Finding, Fix } from "../text/finding";
import { Places } from "../text/places";
import type { FileId } from "../text/span";
import type { Analysis } from "./analysis";
import { source } from "./diagnostics";

/** The quick fixes of the findings that touch a range. */
export function makeCodeActions(
  analysis: Analysis,
  file: FileId,
  range: Range,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const places = new Places(analysis.texts);
  return analysis.findings
    .filter((finding) => finding.location.file === file && touches(places.of(finding.location), range))
    .flatMap((finding) => {
      const own = diagnostics.filter(
        (item) =>
          item.source === source && item.code === finding.rule && isSame(item.range, places.of(finding.location)),
      );
      return [
        ...finding.fixes.map((fix, index) => makeFix(fix, index === 0, own, places)),
        ...makeSnippets(finding, own),
      ];
    });
}

function makeFix(fix: Fix, isFirst: boolean, diagnostics: Diagnostic[], places: Places): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, span, newText } of fix.edits) {
    changes[file] ??= [];
    changes[file].push({ range: places.of({ file, span }), newText });
  }
  const isPreferred = fix.safety === "safe" && isFirst;
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred, edit: { changes } };
}

function makeSnippets(finding: Finding, diagnostics: Diagnostic[]): CodeAction[] {
  return finding.snippets.map(({ title, text }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    command: { title, command: commands.copySnippet, arguments: [text] },
  }));
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
