// @ts-check
import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until nobody else sets up this folder. A name in Linux' abstract socket space is the lock, because the kernel
 * gives it back when its owner ends, however that happens.
 * @param {string} folder
 * @returns {Promise<() => void>} gives it back
 */
export async function lock(folder) {
  for (;;) {
    const server = createServer();
    const isOurs = await new Promise((resolve, reject) => {
      server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.code === "EADDRINUSE") resolve(false);
        else reject(error);
      });
      server.listen(`\0buildah-pipelines:${createHash("sha256").update(folder).digest("hex")}`, () => resolve(true));
    });
    if (isOurs) return () => server.close();
    await sleep(200);
  }
}
