import * as vscode from "vscode";

/** The setting with the globs of pipelines that have names of their own. */
export const filesSetting = "buildahPipelines.files";

/** The files of a folder that the setting names, as VS Code searches for them. What `!` takes out is left to the server. */
export function namedFiles(folder: vscode.WorkspaceFolder): vscode.RelativePattern[] {
  const globs: unknown = vscode.workspace.getConfiguration(undefined, folder).get(filesSetting);
  return (Array.isArray(globs) ? globs : [])
    .filter((glob) => typeof glob === "string" && !glob.startsWith("!"))
    .map((glob) => new vscode.RelativePattern(folder, glob.replace(/^(\.?\/)+/, "")));
}

/** True for a document that the setting of its folder names. */
export function isNamed(document: vscode.TextDocument): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return (
    folder !== undefined && namedFiles(folder).some((pattern) => vscode.languages.match({ pattern }, document) > 0)
  );
}
