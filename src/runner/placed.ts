import type { Location } from "../text/span";
import type { TomlTable, TomlValue } from "./configuration";
import { arrayOf, findEntry } from "./value";

/** A value of a configuration with the place of its key and its own. */
export interface Placed<T> {
  readonly value: T;
  readonly key: Location;
  readonly location: Location;
}

/** Undefined when the key is not there, or holds something else than it must; so it is below. */
function placed<T>(
  table: TomlTable | undefined,
  name: string,
  read: (value: TomlValue) => T | undefined,
): Placed<T> | undefined {
  const entry = table && findEntry(table, name);
  const value = entry && read(entry.value);
  return entry && value !== undefined ? { value, key: entry.key, location: entry.value.location } : undefined;
}

export function truth(table: TomlTable | undefined, name: string): Placed<boolean> | undefined {
  return placed(table, name, ({ value }) => (typeof value === "boolean" ? value : undefined));
}

export function number(table: TomlTable | undefined, name: string): Placed<number> | undefined {
  return placed(table, name, ({ value }) => (typeof value === "number" ? value : undefined));
}

export function text(table: TomlTable | undefined, name: string): Placed<string> | undefined {
  return placed(table, name, ({ value }) => (typeof value === "string" ? value : undefined));
}

/** The strings of a list; what else is in it is left out. */
export function texts(table: TomlTable | undefined, name: string): Placed<readonly string[]> | undefined {
  return placed(table, name, (value) =>
    arrayOf(value)?.flatMap((item) => (typeof item.value === "string" ? item.value : [])),
  );
}

/** The keys of a table that hold strings. */
export function labels(table: TomlTable | undefined): ReadonlyMap<string, Placed<string>> {
  const found = new Map<string, Placed<string>>();
  for (const name of table?.entries.keys() ?? []) {
    const label = text(table, name);
    if (label) found.set(name, label);
  }
  return found;
}
