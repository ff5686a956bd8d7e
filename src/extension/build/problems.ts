import * as vscode from "vscode";
import type { BuildOutcome } from "./builder";

/** Failures of builds in the Problems panel. The collection's name differs from the linter's, so neither wipes the other's. */
export class BuildProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("buildah build");

  /** Forgets the failures of earlier builds. */
  clear(): void {
    this.#collection.clear();
  }

  /** Shows a failure at the instruction or the command that failed. */
  show({ message, uri, range }: NonNullable<BuildOutcome["failure"]>): void {
    const { start, end } = range;
    const place = new vscode.Range(start.line, start.character, end.line, end.character);
    const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = "buildah build";
    this.#collection.set(vscode.Uri.parse(uri), [diagnostic]);
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
