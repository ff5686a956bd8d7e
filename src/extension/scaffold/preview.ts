import * as vscode from "vscode";

const scheme = "buildah-preview";

/** Shows a text that is not written yet: alone, or beside the file that it would replace. */
export class Preview implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #text = "";

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  /** Shows the text as the content of `file`. The quick pick keeps the focus. */
  async show(file: vscode.Uri, text: string, replaces: boolean): Promise<void> {
    await this.close();
    this.#text = text;
    const uri = file.with({ scheme, authority: "", query: "" });
    this.#changed.fire(uri);
    const options = { preview: true, preserveFocus: true };
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    if (replaces) {
      const title = vscode.l10n.t("{0}: now and after", name);
      await vscode.commands.executeCommand("vscode.diff", file, uri, title, options);
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, options);
  }

  /** Moves the preview on by a page, and from its end back to its start. */
  scroll(): void {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === scheme);
    const shown = editor?.visibleRanges.at(-1)?.end.line;
    if (!editor || shown === undefined) return;
    const line = shown >= editor.document.lineCount - 1 ? 0 : shown;
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
  }

  /** Closes what {@link show} opened. */
  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPreview);
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  }

  async dispose(): Promise<void> {
    await this.close();
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

function isPreview({ input }: vscode.Tab): boolean {
  if (input instanceof vscode.TabInputText) return input.uri.scheme === scheme;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme;
}
