import * as vscode from "vscode";
import { defaultImage, defaultPlatforms, platformChoices, type ScaffoldAnswers } from "../../protocol/scaffold";
import { globs, isContainerfileName } from "../files";

/** The file that GitLab reads. */
export const pipelineName = ".gitlab-ci.yml";

/** Where the pipeline goes: the path relative to the folder. */
export interface Target {
  readonly path: string;
  readonly replaces: boolean;
}

/** What the wizard knows; never changed, only replaced. */
export interface Answers {
  readonly folder: vscode.WorkspaceFolder;
  /** Paths of the Containerfiles in the folder, nearest first. */
  readonly containerfiles: readonly string[];
  /** True when the folder has a pipeline. */
  readonly hasPipeline: boolean;
  readonly containerfile: string | undefined;
  readonly platforms: readonly string[];
  /** Platforms that were typed; they are offered again. */
  readonly typedPlatforms: readonly string[];
  /** Platform → runner tag. */
  readonly tags: ReadonlyMap<string, string>;
  readonly image: string;
  readonly target: Target;
}

/** The answers that a folder starts with. */
export async function readFolder(folder: vscode.WorkspaceFolder): Promise<Answers> {
  const pattern = new vscode.RelativePattern(folder, globs.containerfile);
  const [found, hasPipeline] = await Promise.all([
    vscode.workspace.findFiles(pattern, "**/{node_modules,vendor,.git}/**", 200),
    exists(vscode.Uri.joinPath(folder.uri, pipelineName)),
  ]);
  const paths = found.filter(({ path }) => isContainerfileName(path)).map((uri) => relativePath(folder, uri));
  return {
    folder,
    containerfiles: paths.sort(byDepth),
    hasPipeline,
    containerfile: undefined,
    platforms: defaultPlatforms,
    typedPlatforms: [],
    tags: new Map(),
    image: defaultImage,
    target: { path: pipelineName, replaces: false },
  };
}

/** What the server is asked; open answers are filled with the defaults. */
export function toProtocol(answers: Answers): ScaffoldAnswers {
  const chosen = answers.containerfile ?? "Dockerfile";
  // Without -f Buildah takes the Containerfile where there are both; a path with ./ is written with -f.
  const isHidden = chosen === "Dockerfile" && answers.containerfiles.includes("Containerfile");
  return {
    containerfile: isHidden ? `./${chosen}` : chosen,
    platforms: answers.platforms.map((platform) => ({ platform, tag: tagOf(answers, platform) })),
    image: answers.image,
  };
}

/** The runner tag of a platform: the one that was chosen, else GitLab's hosted runner where there is one. */
export function tagOf(answers: Answers, platform: string): string {
  return answers.tags.get(platform) ?? hostedTag(platform) ?? "runner";
}

/** The tag of GitLab's hosted runner for a platform. */
export function hostedTag(platform: string): string | undefined {
  return platformChoices.find((choice) => isSamePlatform(choice.platform, platform))?.hostedTag;
}

/** True for `linux/arm64` and `linux/arm64/v8`, too: v8 is what arm64 means. */
export function isSamePlatform(a: string, b: string): boolean {
  const plain = (platform: string) => platform.replace(/\/arm64\/v8$/, "/arm64");
  return plain(a) === plain(b);
}

/** True when there is a file or folder. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Paths in the folder itself before those in folders below; else by name. */
function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : 1);
}

function relativePath(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  return uri.path.slice(folder.uri.path.replace(/\/$/, "").length + 1);
}
