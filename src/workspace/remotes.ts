/**
 * The projects that a git configuration names as remotes, by their paths on the server (`group/ci`), that of `origin`
 * first. Paths on disk are none.
 * @param text a `.git/config`
 */
export function readRemotes(text: string): string[] {
  const urls: { readonly isOrigin: boolean; readonly url: string }[] = [];
  let remote: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*([\w.-]+)(?:\s+"(.*)")?\s*\]/.exec(line);
    if (section) remote = section[1]!.toLowerCase() === "remote" ? section[2] : undefined;
    const url = /^\s*url\s*=\s*"?([^"\s]+)/i.exec(line)?.[1];
    if (remote !== undefined && url) urls.push({ isOrigin: remote === "origin", url });
  }
  const sorted = [...urls.filter(({ isOrigin }) => isOrigin), ...urls.filter(({ isOrigin }) => !isOrigin)];
  return [...new Set(sorted.flatMap(({ url }) => readProjectPath(url) ?? []))];
}

/** `https://host/group/ci.git`, `ssh://git@host:22/group/ci.git` and git's short form, `git@host:group/ci.git`. */
function readProjectPath(url: string): string | undefined {
  const path =
    /^(?:https?|ssh|git|git\+ssh):\/\/[^/]+\/+(.+)$/i.exec(url)?.[1] ??
    /^(?:[^@/:\s]+@)?[^/:\s]{2,}:(?!\/\/)\/?(.+)$/.exec(url)?.[1];
  return path?.replace(/\/+$/, "").replace(/\.git$/, "");
}
