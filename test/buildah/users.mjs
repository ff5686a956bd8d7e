// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { runCommand } from "../setup/system.mjs";

/**
 * Whoever is inside cannot map its users itself (user_namespaces(7)). Root maps every user to itself, so that files keep
 * their owners; others map themselves to root and their range of /etc/subuid to the users from 1 on, with the help of
 * newuidmap, because Buildah sets the groups of containers, which a single mapped user is not allowed.
 * @param {number} pid
 */
export async function mapUsers(pid) {
  const user = process.getuid?.();
  for (const kind of /** @type {const} */ (["uid", "gid"])) {
    if (user === 0) {
      await writeFile(`/proc/${pid}/${kind}_map`, await identityMap(kind));
      continue;
    }
    const own = kind === "uid" ? user : process.getgid?.();
    const map = ["0", String(own), "1", "1", ...(await subordinateRange(kind))];
    const { code, stderr } = await runCommand(`new${kind}map`, [String(pid), ...map]);
    if (code !== 0) throw new Error(`new${kind}map of the package uidmap is needed without root: ${stderr.trim()}`);
  }
}

/**
 * @param {"uid" | "gid"} kind
 * @returns {Promise<string>} every user (group) of this user namespace, mapped to itself
 */
async function identityMap(kind) {
  const lines = (await readFile(`/proc/self/${kind}_map`, "utf8")).trim().split("\n");
  return lines
    .map((line) => {
      const [inside, , count] = line.trim().split(/\s+/);
      return `${inside} ${inside} ${count}\n`;
    })
    .join("");
}

/**
 * @param {"uid" | "gid"} kind
 * @returns {Promise<string[]>} first and count
 */
async function subordinateRange(kind) {
  const file = `/etc/sub${kind}`;
  const { username, uid } = userInfo();
  const entries = (await readFile(file, "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  const entry = entries.find(([name]) => name === username || name === String(uid));
  if (!entry) throw new Error(`Without root a range for ${username} in ${file} is needed (subuid(5))`);
  return entry.slice(1, 3);
}
