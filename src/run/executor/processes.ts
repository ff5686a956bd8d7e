import { readdirSync, readFileSync } from "node:fs";

/** A process that can be told from a later one with the same id. */
export interface ProcessIdentity {
  readonly id: number;
  /** When it started, in ticks since the machine did. */
  readonly start: string;
}

interface ProcessState extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  /** `Z` for one that has ended and is not waited for. */
  readonly state: string;
}

/** The processes that a process started, directly or not. Empty where there is no /proc. */
export function listDescendants(ancestor: number): readonly ProcessIdentity[] {
  const all = listIds().flatMap((id) => readState(id) ?? []);
  const found: ProcessState[] = [];
  const open = [ancestor];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const children = all.filter((process) => process.parent === id);
    found.push(...children);
    open.push(...children.map((child) => child.id));
  }
  return found;
}

/**
 * True while a process of a group runs. One that has ended but that nobody waited for does not count: whoever adopts it
 * may take its time.
 */
export function isGroupAlive(group: number): boolean {
  const ids = listIds();
  if (ids.length === 0) return hasMembers(group);
  return (
    hasMembers(group) &&
    ids.some((id) => {
      const process = readState(id);
      return process !== undefined && process.group === group && process.state !== "Z";
    })
  );
}

function hasMembers(group: number): boolean {
  try {
    // A negative id means the group, the signal 0 none (kill(2)).
    return process.kill(-group, 0);
  } catch (error) {
    // Processes of another user are there but not ours to signal.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** True while a process runs. */
export function isAlive({ id, start }: ProcessIdentity): boolean {
  const state = readState(id);
  return state !== undefined && state.start === start && state.state !== "Z";
}

function listIds(): readonly number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Reads /proc/ID/stat (proc(5)). The program's name, in parentheses, may hold blanks and parentheses itself. */
function readState(id: number): ProcessState | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { id, state: fields[0]!, parent: Number(fields[1]), group: Number(fields[2]), start: fields[19]! };
  } catch {
    return undefined;
  }
}
