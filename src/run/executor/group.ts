import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, isGroupAlive, listDescendants } from "./processes";

/** How long processes have to end by themselves before they are killed, in milliseconds. */
const patience = 2_000;

/** How long is waited for killed ones, in milliseconds: those of another user, in a user namespace, cannot be killed from here. */
const afterKill = 3_000;

/** How often is looked whether they have ended, in milliseconds. */
const interval = 50;

/**
 * Ends every process of a group, and what its leader started outside of it: asks with SIGTERM, on which Buildah ends
 * the containers it runs, and kills what is left after two seconds, for a program in the build may ignore the question.
 * Resolves when nothing is left.
 * @param group the id of the process that leads it, even if that one has ended
 */
export async function endGroup(group: number): Promise<void> {
  const started = performance.now();
  const outside = listDescendants(group);
  // A negative id means the group (kill(2)).
  signal(-group, "SIGTERM");
  let isKilled = false;
  for (;;) {
    const strays = outside.filter(isAlive);
    if (!isGroupAlive(group) && strays.length === 0) return;
    const waited = performance.now() - started;
    if (!isKilled && waited >= patience) {
      signal(-group, "SIGKILL");
      for (const stray of strays) signal(stray.id, "SIGKILL");
      isKilled = true;
    }
    if (waited >= patience + afterKill) return;
    await sleep(interval);
  }
}

function signal(id: number, name: NodeJS.Signals): void {
  try {
    process.kill(id, name);
  } catch {
    // It has ended by itself, or belongs to another user.
  }
}
