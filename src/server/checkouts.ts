import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readRemotes } from "../workspace/remotes";

/**
 * The folder, among some, that is a git working copy of the project with this path on its server; upper and lower case
 * are the same there. One that was cloned from it comes before one that only knows it as a further remote.
 */
export async function findProject(folders: readonly string[], path: string): Promise<string | undefined> {
  const wanted = path.replace(/^\/+|\/+$/g, "").toLowerCase();
  const ranks = await Promise.all(
    folders.map(async (folder) => {
      const text = await readGitConfiguration(folder);
      return text === undefined ? -1 : readRemotes(text).findIndex((remote) => remote.toLowerCase() === wanted);
    }),
  );
  const best = Math.min(...ranks.filter((rank) => rank >= 0));
  return folders[ranks.indexOf(best)];
}

/** The text of the configuration of the repository that a folder is the top of; undefined when it is none. */
async function readGitConfiguration(folder: string): Promise<string | undefined> {
  const git = resolve(folder, ".git");
  // In a submodule and in a further working tree `.git` is a file that tells where the repository is.
  const link = /^gitdir: (.+?)\s*$/.exec((await readText(git)) ?? "")?.[1];
  const repository = link === undefined ? git : resolve(folder, link);
  // A further working tree shares the configuration of the first one (gitrepository-layout).
  const common = link === undefined ? undefined : await readText(resolve(repository, "commondir"));
  return readText(resolve(repository, common?.trim() ?? ".", "config"));
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
