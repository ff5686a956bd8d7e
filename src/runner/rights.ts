import type { TomlTable } from "./configuration";
import { type Placed, texts, truth } from "./placed";

/** What both kinds of containers may be given. Undefined: the key is not there, or holds something else than it must. */
export interface ContainerRights {
  readonly privileged: Placed<boolean> | undefined;
  readonly capAdd: Placed<readonly string[]> | undefined;
  readonly capDrop: Placed<readonly string[]> | undefined;
}

/** Reads them from the table that holds them. */
export function readRights(table: TomlTable | undefined): ContainerRights {
  return {
    privileged: truth(table, "privileged"),
    capAdd: texts(table, "cap_add"),
    capDrop: texts(table, "cap_drop"),
  };
}
