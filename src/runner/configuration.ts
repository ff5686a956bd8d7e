import type { LineIndex } from "../text/lineIndex";
import type { FileId, Location } from "../text/span";

/** A TOML value with its place. */
export interface TomlValue {
  readonly value: string | number | boolean | readonly TomlValue[] | TomlTable | undefined;
  readonly location: Location;
}

/** A key of a table with its value. */
export interface TomlEntry {
  readonly key: Location;
  readonly value: TomlValue;
}

/** Where a key-value pair stands: offsets. `start` is before `key` where the key is written with dots, `docker.image`. */
export interface TomlPair {
  readonly start: number;
  readonly key: number;
  readonly end: number;
}

/** A TOML table with the places of its keys. */
export interface TomlTable {
  readonly entries: ReadonlyMap<string, TomlEntry>;
  /** The header `[runners.docker]` with the brackets; undefined for tables that only exist through their children. */
  readonly header: Location | undefined;
  /**
   * How the table is written: below a header (or at the top of the file), as `{ … }`, through dotted keys, or only
   * through the headers of its children.
   */
  readonly form: "header" | "inline" | "dotted" | "implied";
  /** The pairs written in the table itself, in order; those of an implied table are elsewhere. */
  readonly pairs: readonly TomlPair[];
}

/** One `[[runners]]` entry. */
export interface RunnerEntry {
  readonly name: string | undefined;
  readonly executor: string | undefined;
  readonly table: TomlTable;
  /** The `[runners.docker]` table. */
  readonly docker: TomlTable | undefined;
}

/** A runner's `config.toml`. */
export interface RunnerConfiguration {
  readonly file: FileId;
  readonly text: string;
  readonly lines: LineIndex;
  /** Everything in the file. */
  readonly root: TomlTable;
  readonly entries: readonly RunnerEntry[];
  readonly problems: readonly { readonly message: string; readonly location: Location }[];
}
