// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * A real registry on a free port of the loopback interface; reading and writing need the login.
 * @typedef {object} Registry
 * @property {string} address such as "127.0.0.1:40123"
 * @property {string} user
 * @property {string} password
 * @property {(prefix: string) => Promise<string[]>} listReferences all names with tags of a repository and those below it
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{tools: import("../setup/buildah.mjs").BuildahTools, folder: string, user: string, password: string}} request
 * @returns {Promise<Registry>}
 */
export async function startRegistry({ tools, folder, user, password }) {
  await mkdir(join(folder, "data"), { recursive: true });
  await writeFile(join(folder, "htpasswd"), await hashPassword(tools.htpasswd, user, password), { mode: 0o600 });
  await writeFile(join(folder, "config.yml"), registryConfig(folder));
  // The environment is empty because the registry reads REGISTRY_… variables as its settings, and setpriv ends it
  // with the process that started it, however that ends.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", tools.registry, "serve", join(folder, "config.yml")], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  const address = await readAddress(child);
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  /** @param {string} path */
  const ask = async (path) => {
    const response = await fetch(`http://${address}/v2/${path}`, { headers: { authorization } });
    return /** @type {any} */ (await response.json());
  };
  /** @param {string} repository */
  const listReferences = async (repository) => {
    const { repositories } = await ask("_catalog?n=1000");
    const found = repositories.filter((/** @type {string} */ name) =>
      `${address}/${name}/`.startsWith(`${repository}/`),
    );
    const lists = found.map(async (/** @type {string} */ name) => {
      const { tags } = await ask(`${name}/tags/list`);
      return (tags ?? []).map((/** @type {string} */ tag) => `${address}/${name}:${tag}`);
    });
    return (await Promise.all(lists)).flat();
  };
  return { address, user, password, listReferences, stop };
}

/**
 * @param {string} program
 * @param {string} user
 * @param {string} password read by the program from its input, so that no process list shows it
 * @returns {Promise<string>} a line with a bcrypt hash, the only kind that the registry knows
 */
async function hashPassword(program, user, password) {
  const child = spawn(program, ["-niB", "-C", "4", user], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(password);
  let line = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    line += text;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`htpasswd ended with ${code}`);
  return line;
}

/** @param {string} folder */
function registryConfig(folder) {
  // JSON is YAML; the port 0 lets the kernel choose a free one, without a gap in which somebody else could take it.
  return JSON.stringify({
    version: "0.1",
    log: { level: "info", formatter: "json", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: "127.0.0.1:0", secret: "only for tests" },
    auth: { htpasswd: { realm: "tests", path: join(folder, "htpasswd") } },
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string>} the address that the registry says it listens on
 */
function readAddress(child) {
  const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stderr) });
  return new Promise((resolve, reject) => {
    let output = "";
    // The listener stays, so that the registry's pipe never fills up.
    lines.on("line", (line) => {
      const address = /listening on ([\d.]+:\d+)/.exec(line)?.[1];
      if (address) resolve(address);
      else if (output.length < 4000) output += `${line}\n`;
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The registry ended with ${code}:\n${output}`)));
  });
}
