import * as vscode from "vscode";
import { commands, type LogCause, type LogExplanation } from "../../protocol/messages";
import { showPage } from "../page/page";
import { namePlace } from "../page/place";
import { type Explained, explanationPage } from "./page";

/** Shows the page of an explanation. */
export function showExplanation(explanation: LogExplanation, log: Explained): void {
  showPage("explanation", vscode.l10n.t("Why It Failed"), explanationPage(explanation, log));
}

/**
 * Tells the likeliest cause in a message, from where one key leads to its place.
 * @param more shows the details, where they are not to be seen yet
 */
export async function tellCause({ causes, firstError }: LogExplanation, more?: () => void): Promise<void> {
  const [first] = causes;
  const place = first?.place;
  const open = place && vscode.l10n.t("Open {0}", namePlace(place));
  const details = more && vscode.l10n.t("Show Details");
  const buttons = [open, details].filter((button) => button !== undefined);
  const message = first ? sayCause(first) : describeUnknown(firstError);
  const choice = await vscode.window.showWarningMessage(message, ...buttons);
  if (choice === undefined) return;
  if (choice === details) more?.();
  else await vscode.commands.executeCommand(commands.openPlace, place);
}

/** What happened, and what to do where that is known for sure. */
function sayCause({ title, finding }: LogCause): string {
  return finding?.fix === undefined ? title : `${title} ${finding.fix}.`;
}

function describeUnknown(firstError: LogExplanation["firstError"]): string {
  if (!firstError) return vscode.l10n.t("Nothing in this log says that something failed.");
  return vscode.l10n.t("This failure is not known. The first error is in line {0}.", firstError.line + 1);
}
