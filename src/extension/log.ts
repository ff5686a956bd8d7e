import * as vscode from "vscode";
import { registerCommand } from "./command";
import type { Feature } from "./feature";

/** *Show Log* and *Restart Language Server*. */
export const logAndRestart: Feature = (host) =>
  vscode.Disposable.from(
    registerCommand(host, "buildahPipelines.showLog", () => host.log.show()),
    registerCommand(host, "buildahPipelines.restartServer", async () => {
      await host.server.restart();
      vscode.window.setStatusBarMessage(vscode.l10n.t("The Buildah Pipelines language server was restarted."), 4000);
    }),
  );
