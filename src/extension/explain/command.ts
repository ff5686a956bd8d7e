import * as vscode from "vscode";
import { commands, type LogExplanation, requests } from "../../protocol/messages";
import { registerCommand } from "../command";
import type { Feature } from "../feature";
import { showExplanation, tellCause } from "./show";
import { chooseLog, readLog } from "./sources";

/** *Explain Job Log*: from the palette, and from the menu of a log. */
export const explainLog: Feature = (host) =>
  registerCommand(host, commands.explainLog, async (file?: vscode.Uri) => {
    const log = file ? await readLog(file) : await chooseLog();
    if (!log) return;
    const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Reading the log") };
    const explanation = await vscode.window.withProgress(progress, () =>
      host.server.request<LogExplanation>(requests.explainLog, { text: log.text }),
    );
    const line = explanation.causes[0]?.quote.line ?? explanation.firstError?.line;
    if (line !== undefined) {
      const { name, uri } = log;
      // First, so that the page opens beside it.
      if (uri) await selectLine(uri, line);
      showExplanation(explanation, { name, isLocal: false, ...(uri && { uri: uri.toString() }) });
    }
    void tellCause(explanation);
  });

async function selectLine(uri: vscode.Uri, line: number): Promise<void> {
  // A position behind the end of a line is its end.
  const selection = new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
  await vscode.commands.executeCommand("vscode.open", uri, { selection, preview: false });
}
