import type { TomlEntry, TomlTable, TomlValue } from "./configuration";

/**
 * The entry of a key. The runner's TOML reader takes the exact name first, else one in other case
 * (BurntSushi/toml, `decode.go`, `unifyStruct`).
 */
export function findEntry(table: TomlTable, name: string): TomlEntry | undefined {
  const exact = table.entries.get(name);
  if (exact) return exact;
  for (const [key, entry] of table.entries) if (key.toLowerCase() === name) return entry;
  return undefined;
}

/** The value as a table; undefined for anything else. */
export function tableOf({ value }: TomlValue): TomlTable | undefined {
  return typeof value === "object" && "form" in value ? value : undefined;
}

/** The table that a key holds. */
export function tableAt(table: TomlTable, name: string): TomlTable | undefined {
  const entry = findEntry(table, name);
  return entry && tableOf(entry.value);
}

/** The elements of an array. */
export function arrayOf(value: TomlValue): readonly TomlValue[] | undefined {
  return typeof value.value === "object" && !("form" in value.value) ? value.value : undefined;
}

/** The text of a key, when it is a string. */
export function stringOf(table: TomlTable, name: string): string | undefined {
  const value = findEntry(table, name)?.value.value;
  return typeof value === "string" ? value : undefined;
}

/** The strings of a key that holds a list; what is no string is left out. */
export function stringsOf(table: TomlTable, name: string): readonly string[] {
  const value = findEntry(table, name)?.value;
  return (
    (value && arrayOf(value))?.flatMap((element) => (typeof element.value === "string" ? element.value : [])) ?? []
  );
}
