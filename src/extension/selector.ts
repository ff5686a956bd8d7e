import * as vscode from "vscode";
import { globs } from "./files";

/**
 * What is synchronised with the server. Every YAML file is, for a pipeline may include it under any name; the server
 * answers for those only that belong to a pipeline. Schemes are named so that the old sides of comparisons and the
 * wizard's preview are left alone; those of the folders are among them, for virtual workspaces.
 */
export function documentSelector(): { scheme: string; pattern: string }[] {
  return schemes().flatMap((scheme) =>
    [globs.yaml, globs.runner, globs.containerfile].map((pattern) => ({ scheme, pattern })),
  );
}

/** The files that may say in their language status what the linter found; the setting gives pipelines any name. */
export function statusSelector(): vscode.DocumentFilter[] {
  return schemes().flatMap((scheme) => [globs.yaml, globs.runner].map((pattern) => ({ scheme, pattern })));
}

function schemes(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return [...new Set(["file", "vscode-vfs", ...folders.map((folder) => folder.uri.scheme)])];
}
