import * as vscode from "vscode";
import type { Feature } from "./feature";

/** Shows the lenses that run something as soon as the workspace is trusted. */
export const lensesAfterTrust: Feature = ({ server }) =>
  vscode.workspace.onDidGrantWorkspaceTrust(async () => {
    if (server.state !== "ready") return;
    const { refreshLenses } = await import("./client");
    refreshLenses(await server.start());
  });
