import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { WorkingCopy } from "../../protocol/messages";

/**
 * Asks git what is checked out in a folder. Without git, without a repository or without a commit there are fewer facts.
 * @param folder path of the project's folder
 */
export async function readWorkingCopy(folder: string): Promise<WorkingCopy> {
  const [sha, branch, remoteHead, timestamp] = await Promise.all([
    git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"),
    git(folder, "symbolic-ref", "--quiet", "--short", "HEAD"),
    git(folder, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"),
    git(folder, "log", "-1", "--no-show-signature", "--format=%cI"),
  ]);
  // On a branch GitLab runs the branch's pipeline, whatever tags the commit has.
  const tag = sha && !branch ? await git(folder, "describe", "--tags", "--exact-match", "HEAD") : undefined;
  const defaultBranch = remoteHead?.replace(/^origin\//, "");
  return {
    folder: pathToFileURL(folder).href,
    ...(sha && { sha }),
    ...(branch && { branch }),
    ...(tag && { tag }),
    ...(defaultBranch && { defaultBranch }),
    ...(timestamp && { timestamp }),
  };
}

/** The first line of what git says; undefined when it fails or says nothing. */
async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  // Set by a git hook that started the editor, these would name another repository.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...rest } = process.env;
  const env = { ...rest, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  return new Promise((resolve) => {
    execFile("git", ["-C", folder, ...args], { env, timeout: 10_000 }, (error, stdout) => {
      resolve(error ? undefined : stdout.split("\n", 1)[0] || undefined);
    });
  });
}
