import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver-types";
import type { Finding, Severity } from "../text/finding";
import { Places } from "../text/places";
import type { Analysis } from "./analysis";

/** Shown before the rule's id in the editor. */
export const source = "Buildah";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * Findings as the language server protocol has them.
 * @param pages the folder of the rule pages, a URI without a slash at the end
 */
export function makeDiagnostics(
  findings: readonly Finding[],
  texts: Analysis["texts"],
  pages: string | undefined,
): Diagnostic[] {
  const places = new Places(texts);
  return findings.map((finding) => makeDiagnostic(finding, places, pages));
}

function makeDiagnostic(finding: Finding, places: Places, pages: string | undefined): Diagnostic {
  const { rule, message, severity, location, related } = finding;
  const diagnostic: Diagnostic = {
    range: places.of(location),
    severity: severities[severity],
    code: rule,
    source,
    message,
  };
  if (pages) diagnostic.codeDescription = { href: `${pages}/${rule}.md` };
  if (related.length > 0) {
    diagnostic.relatedInformation = related.map((place) => ({
      location: { uri: place.location.file, range: places.of(place.location) },
      message: place.message,
    }));
  }
  return diagnostic;
}
