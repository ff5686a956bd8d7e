import type * as vscode from "vscode";
import type { LanguageServer } from "./languageServer";

/** What every feature of the extension gets. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: LanguageServer;
}

/** Registers one feature; disposing of the result takes it away. */
export type Feature = (host: Host) => vscode.Disposable;
