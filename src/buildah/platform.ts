import { nearest } from "../text/nearest";

/** A platform in its normal form: comparable, and written as in an image index. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Empty where the architecture has one usual variant (`arm64` means v8, `amd64` means v1). */
  readonly variant: string;
}

/** Architectures the Go toolchain and so containerd know (containerd/platforms database.go). */
const knownArchitectures: ReadonlySet<string> = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);

const knownSystems: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);

/** Other spellings that containerd accepts (containerd/platforms database.go, normalizeArch). */
const aliases: ReadonlyMap<string, { readonly architecture: string; readonly variant?: string }> = new Map([
  ["i386", { architecture: "386", variant: "" }],
  ["x86_64", { architecture: "amd64" }],
  ["x86-64", { architecture: "amd64" }],
  ["aarch64", { architecture: "arm64" }],
  ["armhf", { architecture: "arm", variant: "v7" }],
  ["armel", { architecture: "arm", variant: "v6" }],
]);

/** Spellings that nothing accepts, and what people mean by them. */
const mistaken: ReadonlyMap<string, string> = new Map(
  Object.entries({
    x64: "amd64",
    x86: "amd64",
    amd64v1: "amd64",
    amd64v2: "amd64/v2",
    amd64v3: "amd64/v3",
    i686: "386",
    arm64v8: "arm64/v8",
    armv8: "arm64/v8",
    arm32: "arm/v7",
    arm32v5: "arm/v5",
    arm32v6: "arm/v6",
    arm32v7: "arm/v7",
    arm5: "arm/v5",
    arm6: "arm/v6",
    arm7: "arm/v7",
    armv5: "arm/v5",
    armv6: "arm/v6",
    armv6l: "arm/v6",
    armv7: "arm/v7",
    armv7l: "arm/v7",
    ppc64el: "ppc64le",
    powerpc64le: "ppc64le",
    riscv: "riscv64",
    loongarch64: "loong64",
  }),
);

/** Words of {@link mistaken} that may mean something else. */
const ambiguous: ReadonlySet<string> = new Set(["x86", "arm32", "armv8"]);

/** True for an operating system that images are made for; WebAssembly's interfaces stand in its place. */
export function isImageSystem(os: string): boolean {
  return /^(wasi|wasip\d)$/.test(os) || (knownSystems.has(os) && !/^(darwin|ios|android|js)$/.test(os));
}

/** What a text that is no platform can have meant. */
export interface PlatformSuggestion {
  /** To be written in place of the item: a platform, or several with commas where the separator was wrong. */
  readonly suggestion: string | undefined;
  /** False when it is a guess by spelling, or when the word has more than one meaning. */
  readonly isCertain: boolean;
}

/** What came of reading one item of a `--platform` list. */
export type PlatformReading =
  | { readonly kind: "platform"; readonly platform: Platform; readonly isAlias: boolean; readonly canonical: string }
  | ({ readonly kind: "unknownArchitecture"; readonly architecture: string } & PlatformSuggestion)
  /** What is left out is the runner's; `local` leaves out everything. */
  | { readonly kind: "partial"; readonly platform: Partial<Platform> }
  | ({ readonly kind: "malformed" } & PlatformSuggestion);

/**
 * Reads one item of a `--platform` list: `OS/ARCH[/VARIANT]`, as Buildah 1.31 and later do (containerd/platforms
 * Parse). A slash at the end is cut off by all versions; one in front only since 1.31, so that is malformed here.
 */
export function readPlatform(text: string): PlatformReading {
  if (text === "local") return { kind: "partial", platform: {} };
  const parts = text
    .toLowerCase()
    .replace(/(?<=[^/])\/$/, "")
    .split("/");
  const isWellFormed =
    parts.length <= 3 &&
    parts.every((part, index) =>
      index === 0 && parts.length > 1 ? /^[a-z0-9_-]+(\([^()]*\))?$/.test(part) : /^[a-z0-9_-]+$/.test(part),
    );
  if (!isWellFormed) return { kind: "malformed", ...suggestPlatform(text) };
  if (parts.length === 1) {
    const [word] = parts as [string];
    if (knownSystems.has(word)) return { kind: "partial", platform: { os: word } };
    const { architecture, variant } = normaliseArchitecture(word, "");
    if (knownArchitectures.has(architecture)) return { kind: "partial", platform: { architecture, variant } };
    return { kind: "malformed", ...suggestPlatform(text) };
  }
  const [system, word, variantWord = ""] = parts as [string, string, string?];
  const { architecture, variant } = normaliseArchitecture(word, variantWord);
  if (!knownArchitectures.has(architecture)) {
    const { suggestion: meant, isCertain } = suggestArchitecture(word);
    const rest = variantWord && !meant?.includes("/") ? `/${variantWord}` : "";
    const suggestion = meant && `${system}/${meant}${rest}`;
    return { kind: "unknownArchitecture", architecture: word, suggestion, isCertain };
  }
  const os = system === "macos" ? "darwin" : system.replace(/\(.*$/, "");
  const written = [system, aliases.get(word)?.architecture ?? word, aliases.get(word)?.variant ?? variantWord].filter(
    Boolean,
  );
  const canonical = written.join("/");
  return { kind: "platform", platform: { os, architecture, variant }, isAlias: canonical !== text, canonical };
}

function normaliseArchitecture(word: string, variantWord: string): { architecture: string; variant: string } {
  const alias = aliases.get(word);
  const architecture = alias?.architecture ?? word;
  const given = alias?.variant ?? variantWord;
  if (architecture === "amd64") return { architecture, variant: given === "v1" ? "" : given };
  if (architecture === "arm64") {
    if (["8", "v8", "v8.0"].includes(given)) return { architecture, variant: "" };
    return { architecture, variant: ["9", "9.0", "v9.0"].includes(given) ? "v9" : given };
  }
  if (architecture === "arm") return { architecture, variant: given === "" ? "v7" : given.replace(/^(\d)$/, "v$1") };
  return { architecture, variant: given };
}

/** The platform with usual names and without a usual variant; `aarch64` as Buildah may write it into a list is arm64. */
export function normalisePlatform({ os, architecture, variant }: Platform): Platform {
  return { os, ...normaliseArchitecture(architecture, variant) };
}

/** `linux/arm64`, `linux/arm/v7`: the normal form in text. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/** True when an image for one is an image for the other, as clients see it. */
export function isSamePlatform(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture && a.variant === b.variant;
}

/** The architecture that a word which is none can have meant: by its other names, else by its spelling. */
function suggestArchitecture(word: string): PlatformSuggestion {
  const meant = mistaken.get(word);
  if (meant) return { suggestion: meant, isCertain: !ambiguous.has(word) };
  const near = nearest(word, [...aliases.keys(), "amd64", "arm64", "ppc64le", "riscv64", "s390x", "loong64"]);
  return { suggestion: near && (aliases.get(near)?.architecture ?? near), isCertain: false };
}

const noSuggestion: PlatformSuggestion = { suggestion: undefined, isCertain: false };

/** The nearest well-formed platform, when there is one that the text can only have meant. */
function suggestPlatform(text: string): PlatformSuggestion {
  const isPlatform = (item: string) => readPlatform(item).kind === "platform";
  const trimmed = text.replace(/^[\s/]+|[\s/]+$/g, "");
  if (trimmed !== text && isPlatform(trimmed)) return { suggestion: trimmed, isCertain: true };
  const items = trimmed.split(/[\s;|+]+/);
  if (items.length > 1 && items.every(isPlatform)) return { suggestion: items.join(","), isCertain: true };
  const lower = trimmed
    .toLowerCase()
    .replace("x86-64", "x86_64")
    .replace(/(\d)\.0$/, "$1");
  const [, first = "", rest = ""] = /^([a-z0-9]+)[^a-z0-9]+(.*)$/.exec(lower) ?? [];
  const hasSystem = knownSystems.has(first);
  const [word = "", variant = "", ...others] = (hasSystem ? rest : lower).split(/[^a-z0-9_]+/).filter(Boolean);
  if (others.length > 0 || !/^(v?[1-9])?$/.test(variant)) return noSuggestion;
  const isKnown = knownArchitectures.has(word) || aliases.get(word) !== undefined;
  const meant = isKnown ? { suggestion: word, isCertain: true } : suggestArchitecture(word);
  if (meant.suggestion === undefined) return noSuggestion;
  const system = hasSystem ? first : "linux";
  const candidate = [system, meant.suggestion, meant.suggestion.includes("/") ? "" : variant].filter(Boolean).join("/");
  const reading = readPlatform(candidate);
  return reading.kind === "platform" ? { suggestion: reading.canonical, isCertain: meant.isCertain } : noSuggestion;
}

/** The architecture that a word of a job name or tag stands for, or undefined for any other word. */
export function architectureOfWord(word: string): string | undefined {
  const lower = word.toLowerCase();
  const meant = (mistaken.get(lower) ?? lower).split("/")[0]!;
  const { architecture } = normaliseArchitecture(meant, "");
  return ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "loong64", "mips64le"].includes(architecture)
    ? architecture
    : undefined;
}
