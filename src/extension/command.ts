import * as vscode from "vscode";
import type { Host } from "./feature";

/** Registers a command. What goes wrong in it is told in one sentence; the details go to the log. */
export function registerCommand<A extends unknown[]>(
  { log, server }: Host,
  id: string,
  run: (...args: A) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: A) => {
    try {
      await run(...args);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const show = vscode.l10n.t("Show Log");
      const restart = vscode.l10n.t("Restart Language Server");
      const buttons = server.state === "stopped" ? [restart, show] : [show];
      const message = error instanceof Error ? error.message : String(error);
      const choice = await vscode.window.showErrorMessage(message, ...buttons);
      if (choice === show) log.show();
      if (choice === restart) await vscode.commands.executeCommand("buildahPipelines.restartServer");
    }
  });
}
