import buildah from "./flags.json";
import podman from "./podmanFlags.json";
import skopeo from "./skopeoFlags.json";
import { readVersion, type Version } from "./version";

/** The programs whose calls are read. */
export type Tool = "buildah" | "podman" | "skopeo";

/** A flag of a subcommand. */
export interface FlagDefinition {
  /** Its long name, `--platform`. */
  readonly name: string;
  /** Its letter, `t` of `-t`. */
  readonly short: string | undefined;
  /** `optional`: it takes a value only with `=`. */
  readonly kind: "switch" | "value" | "optional";
  /** True where each use adds to the others (pflag's StringSlice and StringArray); else the last one counts. */
  readonly isRepeatable: boolean;
  /** True where a value is a list with commas (StringSlice). */
  readonly splitsAtCommas: boolean;
  /** The first version of Buildah that has it; undefined when that is not known or before 1.1. */
  readonly since: Version | undefined;
}

/** The flags of a subcommand by all of their names: `--tag`, `-t`, `--net`. */
export type Flags = ReadonlyMap<string, FlagDefinition>;

/** By subcommand, and within it by long name. */
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Each flag is a letter (`s` a switch, `v` takes a value, `o` takes one only with `=`) with the short name behind it, the
 * version that brought it, and `,` or `*` where it can be repeated, with commas or without. `global` are the flags before
 * the subcommand. Sources: the flag definitions of Buildah's tags v1.0 to v1.44; what Podman 6 has besides; skopeo 1.22.
 */
const tables: Readonly<Record<Tool, readonly Table[]>> = {
  buildah: [buildah],
  podman: [buildah, podman],
  skopeo: [skopeo],
};

/** Other names of flags (AliasFlags of Buildah and Podman, hidden flags of skopeo). */
const aliases: Readonly<Record<Tool, Readonly<Record<string, string>>>> = {
  buildah: { "--net": "--network", "--override-arch": "--arch", "--override-os": "--os", "--purge": "--rm" },
  podman: { "--net": "--network", "--override-arch": "--arch", "--override-os": "--os", "--purge": "--rm" },
  skopeo: { "--screds": "--src-creds", "--dcreds": "--dest-creds" },
};

/** Every subcommand has it (cobra). */
const help = readFlag("--help", "sh");

const flags: ReadonlyMap<string, Flags> = new Map(
  (["buildah", "podman", "skopeo"] as const).flatMap((tool) =>
    [...new Set(tables[tool].flatMap((table) => Object.keys(table)))].map(
      (subcommand) => [`${tool} ${subcommand}`, readFlags(tool, subcommand)] as const,
    ),
  ),
);

const none: Flags = new Map();

/** The flags of a tool's subcommand, or those before it (`global`); none for a subcommand that is not in the tables. */
export function flagsOf(tool: Tool, subcommand: string): Flags {
  return flags.get(`${tool} ${subcommand}`) ?? none;
}

function readFlags(tool: Tool, subcommand: string): Flags {
  const found = new Map<string, FlagDefinition>();
  // Those before the subcommand may stand behind it too (cobra's persistent flags); their letters mean other things there.
  for (const table of subcommand === "global" ? [] : tables[tool]) {
    for (const [name, text] of Object.entries(table.global ?? {}))
      if (name !== "--version") found.set(name, readFlag(name, text));
  }
  for (const table of tables[tool]) {
    for (const [name, text] of Object.entries(table[subcommand] ?? {})) {
      const definition = readFlag(name, text);
      found.set(name, definition);
      if (definition.short) found.set(`-${definition.short}`, definition);
    }
  }
  found.set("--help", help).set("-h", found.get("-h") ?? help);
  for (const [alias, name] of Object.entries(aliases[tool])) {
    const definition = found.get(name);
    if (definition) found.set(alias, definition);
  }
  return found;
}

function readFlag(name: string, text: string): FlagDefinition {
  const [first = "", ...others] = text.split(" ");
  const mark = others.find((other) => /^[,*]$/.test(other));
  return {
    name,
    short: first[1],
    kind: first[0] === "v" ? "value" : first[0] === "o" ? "optional" : "switch",
    isRepeatable: mark !== undefined,
    splitsAtCommas: mark === ",",
    since: others.map(readVersion).find((version) => version !== undefined),
  };
}
