import type { ImageFlow, JobRun } from "./flow";
import { perFlow } from "./perFlow";

/** The job instances that use a list of one name, each in a storage of its own or all in that of one machine. */
export interface ListUsers {
  readonly all: readonly JobRun[];
  /** Those that make it. */
  readonly makers: readonly JobRun[];
  /** Those that push it. */
  readonly pushers: readonly JobRun[];
}

type Index = ReadonlyMap<string, { all: JobRun[]; makers: JobRun[]; pushers: JobRun[] }>;

const indexUsers = perFlow(({ runs }): Index => {
  const index = new Map<string, { all: JobRun[]; makers: JobRun[]; pushers: JobRun[] }>();
  for (const run of runs) {
    for (const event of run.events) {
      const key = "list" in event ? event.list?.key : undefined;
      if (key === undefined) continue;
      const users = index.get(key) ?? { all: [], makers: [], pushers: [] };
      index.set(key, users);
      users.all.push(run);
      if (event.kind === "listCreate" || event.kind === "build" || event.kind === "commit") users.makers.push(run);
      else if (event.kind === "listPush") users.pushers.push(run);
    }
  }
  return index;
});

/** Who uses the list of a name, by the key of the name. */
export function findListUsers(flow: ImageFlow, key: string): ListUsers {
  return indexUsers(flow).get(key) ?? { all: [], makers: [], pushers: [] };
}
