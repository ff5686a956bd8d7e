import { nearest } from "../text/nearest";
import type { RunnerConfiguration, RunnerEntry, TomlEntry, TomlPair, TomlTable } from "./configuration";
import { arrayOf, tableOf } from "./value";

/** A `security_opt` of the file, in its right place or not, well spelled or not. */
export interface SecurityOptions extends TomlEntry {
  /** The key as it is written. */
  readonly name: string;
  /** True when the runner reads the key as `security_opt`; it does not care for upper and lower case. */
  readonly isNamed: boolean;
  readonly table: TomlTable;
  /** The table's name as in a header; empty at the top of the file. */
  readonly path: string;
  /** The runner in whose tables it stands. */
  readonly owner: RunnerEntry | undefined;
  /** True when the table is the owner's `[runners.docker]`, the only one with this key. */
  readonly isPlaced: boolean;
  /** Undefined when the value is a table with a header of its own. */
  readonly pair: TomlPair | undefined;
}

/** Executors that start the job in a Linux container of Docker's (gitlab-runner, `main.go`). */
const dockerExecutors: ReadonlySet<string> = new Set(["docker", "docker+machine", "docker-autoscaler"]);

/** True when the entry's jobs run in Linux containers of Docker's. */
export function hasDockerExecutor({ executor }: RunnerEntry): boolean {
  return executor !== undefined && dockerExecutors.has(executor);
}

/** Every `security_opt` in the tables of the runners, at the top of the file and in a `[docker]` that lacks its `runners.`. */
export function findSecurityOptions({ root, entries }: RunnerConfiguration): SecurityOptions[] {
  const found: SecurityOptions[] = [];
  for (const owner of entries) collect(found, owner.table, "runners", owner);
  // Outside of the runners' tables the name may be another program's, unless the file is certainly a runner's.
  if (entries.some(({ executor }) => executor !== undefined)) {
    for (const [name, entry] of root.entries) {
      const table = tableOf(entry.value);
      if (name === "docker" && table) collect(found, table, name, undefined);
      else if (!table) add(found, root, "", undefined, name, entry);
    }
  }
  return found;
}

function collect(found: SecurityOptions[], table: TomlTable, path: string, owner: RunnerEntry | undefined): void {
  for (const [name, entry] of table.entries) {
    if (add(found, table, path, owner, name, entry)) continue;
    // What a plugin reads is its own affair.
    if (name === "plugin_config") continue;
    for (const value of [entry.value, ...(arrayOf(entry.value) ?? [])]) {
      const child = tableOf(value);
      if (child) collect(found, child, `${path}.${name}`, owner);
    }
  }
}

function add(
  found: SecurityOptions[],
  table: TomlTable,
  path: string,
  owner: RunnerEntry | undefined,
  name: string,
  entry: TomlEntry,
): boolean {
  if (!meansSecurityOpt(name)) return false;
  found.push({
    ...entry,
    name,
    isNamed: name.toLowerCase() === "security_opt",
    table,
    path,
    owner,
    isPlaced: owner !== undefined && table === owner.docker,
    pair: table.pairs.find((pair) => pair.key === entry.key.span.start),
  });
  return true;
}

/** The key itself and what it can be mistaken for: `security-opt`, `security_opts`, `securityOptions`. */
function meansSecurityOpt(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z]/g, "");
  return /^securityopt(s|ions?)?$/.test(plain) || nearest(plain, ["securityopt"]) !== undefined;
}
