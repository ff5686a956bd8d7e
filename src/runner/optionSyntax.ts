import { nearest } from "../text/nearest";

/** What is wrong with one string of `security_opt`. */
export interface OptionProblem {
  /** Follows the option in a sentence: `has no value`. */
  readonly reason: string;
  /** What to write instead, nothing meaning that the option is to go; undefined when that cannot be known. */
  readonly repaired: readonly string[] | undefined;
  /** False when Docker takes the option, but without any effect. */
  readonly isRefused: boolean;
  /** True when the option can only have meant `repaired`. */
  readonly isCertain: boolean;
}

/** An option as Docker reads it: cut at the first `=`, else at the first `:` (moby, `daemon_unix.go`, `parseSecurityOpt`). */
export function readOption(
  option: string,
): { readonly key: string; readonly separator: string; readonly value: string } | undefined {
  const separator = option.includes("=") ? "=" : ":";
  const at = option.indexOf(separator);
  return at < 0 ? undefined : { key: option.slice(0, at), separator, value: option.slice(at + 1) };
}

/** Options without a value. `disable` is an old form of `label=disable`. */
const bareOptions = ["no-new-privileges", "writable-cgroups", "disable"];
const keys = ["apparmor", "label", "no-new-privileges", "seccomp", "systempaths", "writable-cgroups"];
/** Keys of Docker on Windows and of Podman. Of other keys nothing is said either: they may be newer than this list. */
const foreignKeys = ["credentialspec", "mask", "unmask", "proc-opts"];
/** What people write to switch a profile off; Docker takes `unconfined` only. */
const offWords = ["disable", "disabled", "false", "no", "none", "off"];

/** Checks one string of `security_opt`; undefined when it is right, or when nothing certain can be said. */
export function checkOption(option: string): OptionProblem | undefined {
  const problem = findProblem(option);
  // A repair that is wrong itself was a wrong guess.
  return problem?.repaired?.some(findProblem) ? { ...problem, repaired: undefined } : problem;
}

function findProblem(option: string): OptionProblem | undefined {
  if (bareOptions.includes(option)) return undefined;
  const trimmed = option.trim();
  if (trimmed === "") return refused("is empty", []);
  const unflagged = trimmed.replace(/^-{0,2}security[-_]opt(?:\s*[:=]\s*|\s+)/, "");
  const parts = splitOptions(unflagged);
  if (parts.length > 1)
    return refused("holds several options, each of which needs a string of its own", repairAll(parts));
  if (unflagged !== trimmed)
    return refused("repeats the name of the flag, where only what follows it belongs", repairAll(parts));
  const problem = checkTrimmed(trimmed);
  if (problem || trimmed === option) return problem;
  return refused("has blanks around it, which Docker takes as a part of it", [trimmed]);
}

function refused(reason: string, repaired?: readonly string[]): OptionProblem {
  return { reason, repaired, isRefused: true, isCertain: true };
}

function repairAll(parts: readonly string[]): string[] | undefined {
  const repaired = parts.map((part) => {
    const problem = checkTrimmed(part);
    return problem ? (problem.isCertain ? problem.repaired : undefined) : [part];
  });
  return repaired.every((part) => part !== undefined) ? repaired.flat() : undefined;
}

/** Several options in one string. A seccomp profile can be JSON, and SELinux levels hold commas: those are left whole. */
function splitOptions(text: string): string[] {
  if (text.includes("{")) return [text];
  const next =
    /(?:\s*[,;]\s*|\s+)(?=(?:apparmou?r|label|no-new-privileges|seccomp|systempaths|writable-cgroups)(?:[:=]|$|[\s,;]))/i;
  const parts = text.split(next).map((part) => part.replace(/[\s,;]+$/, ""));
  return parts.filter((part) => part !== "");
}

function checkTrimmed(option: string): OptionProblem | undefined {
  if (bareOptions.includes(option)) return undefined;
  const read = readOption(option);
  if (!read) return checkBare(option);
  const key = canonicalKey(read.key);
  if (key === undefined) return undefined;
  // GitLab's page on the advanced configuration of runners says so too.
  if (key === "systempaths") return refused("is an option of docker run, which GitLab Runner does not support", []);
  const problem = checkValue(key, read.value);
  const write = (value: string) => `${key}${read.separator}${value}`;
  if (key === read.key) return problem && { ...problem, repaired: problem.repaired?.map(write) };
  const value = problem ? problem.isCertain && problem.repaired?.[0] : read.value;
  return refused(`is unknown to Docker, which calls it ${key}`, typeof value === "string" ? [write(value)] : undefined);
}

/** The key that `text` is or can only have meant. */
function canonicalKey(text: string): string | undefined {
  if (keys.includes(text) || foreignKeys.includes(text)) return text;
  const plain = plainOf(text);
  const known = keys.map(plainOf);
  const meant = known.includes(plain) ? plain : nearest(plain, known);
  return meant === undefined ? undefined : keys[known.indexOf(meant)];
}

function plainOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, "");
}

/** Checks an option without `:` and `=`. */
function checkBare(option: string): OptionProblem | undefined {
  const key = canonicalKey(option);
  if (key !== undefined && bareOptions.includes(key))
    return refused(`is unknown to Docker, which calls it ${key}`, [key]);
  if (key === "systempaths") return checkTrimmed("systempaths=unconfined");
  if (key === "seccomp" || key === "apparmor") return { ...noProfile(`${key}:unconfined`), isRefused: true };
  if (key === "label") return refused("has no value");
  if (/^unconfined$/i.test(option)) return refused("does not say whether seccomp or apparmor is meant");
  const joined =
    option.match(/^(.+?)[^A-Za-z0-9]*(unconfined|disable)$/i) ?? option.match(/^([A-Za-z-]+?)[\s;|]+(\S+)$/);
  const first = joined?.[1] === undefined ? undefined : canonicalKey(joined[1]);
  if (first !== "seccomp" && first !== "apparmor" && first !== "label") return undefined;
  const second = joined![2]!;
  const value = /^(unconfined|disable)$/i.test(second) ? second.toLowerCase() : second;
  return refused("has neither : nor = between name and value", [`${first}:${value}`]);
}

function noProfile(repaired: string): OptionProblem {
  return { reason: "names no profile", repaired: [repaired], isRefused: false, isCertain: false };
}

/** Checks a value; `repaired` is the value alone. */
function checkValue(key: string, value: string): OptionProblem | undefined {
  if (key === "no-new-privileges") {
    // What Go's strconv.ParseBool takes.
    const isBoolean = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value);
    return isBoolean ? undefined : refused("has a value that is neither true nor false");
  }
  if (key !== "seccomp" && key !== "apparmor" && key !== "label") return undefined;
  const plain = value.trim().replace(/^[:=]+\s*/, "");
  if (plain === "") return key === "label" ? undefined : noProfile("unconfined");
  const meant = key === "label" ? nearest(plain, ["disable"]) : meantProfile(plain);
  if (meant === value) return undefined;
  if (meant !== undefined) return refused(`has a value that Docker does not know, instead of ${meant}`, [meant]);
  if (plain === value || plain.startsWith("{")) return undefined;
  return refused("has blanks or a second separator before its value", [plain]);
}

function meantProfile(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (offWords.includes(lower)) return "unconfined";
  // A profile may well be called `confined`, two letters away.
  return lower.startsWith("u") ? nearest(lower, ["unconfined"]) : undefined;
}
