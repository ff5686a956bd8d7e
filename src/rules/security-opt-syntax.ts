import type { RunnerConfiguration, RunnerEntry, TomlValue } from "../runner/configuration";
import { addDockerKey, commentBehind, removePair, widenItem } from "../runner/edit";
import { checkOption } from "../runner/optionSyntax";
import { findSecurityOptions, hasDockerExecutor, type SecurityOptions } from "../runner/securityOptions";
import { arrayOf, findEntry, tableOf } from "../runner/value";
import { applyEdits, type Fix, type TextEdit } from "../text/finding";
import type { Report, Rule } from "./rule";

const rule: Rule = {
  id: "security-opt-syntax",
  summary: "A security_opt that GitLab Runner or Docker refuses or never reads.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  runner(configuration, { report }) {
    const found = findSecurityOptions(configuration);
    for (const options of found) {
      if (!options.isPlaced) {
        // Where a header could not be read, keys stand in another table than their author meant.
        if (configuration.problems.length === 0) report(describeMisplaced(configuration, options, found));
        continue;
      }
      if (!options.isNamed) report(describeMisspelled(configuration, options, found));
      for (const fault of findFaults(configuration, options.value)) report(fault);
    }
  },
};

function describeMisspelled(
  { file }: RunnerConfiguration,
  options: SecurityOptions,
  found: readonly SecurityOptions[],
): Report {
  const isOnlyOne = found.filter(({ owner }) => owner === options.owner).length === 1;
  const edits = [{ file, span: options.key.span, newText: "security_opt" }];
  return {
    at: options.key,
    message: `GitLab Runner does not know ${options.name} and passes over it: the key is called security_opt.`,
    fixes: () => (isOnlyOne ? [{ title: "Rename to security_opt", edits, safety: "safe" }] : []),
  };
}

function describeMisplaced(
  configuration: RunnerConfiguration,
  options: SecurityOptions,
  found: readonly SecurityOptions[],
): Report {
  const { owner, path, name, table } = options;
  const { header } = table;
  const title = header ? configuration.text.slice(header.span.start, header.span.end) : `[${path}]`;
  const place = path === "" ? "at the top of the file" : `in ${title}`;
  const isOfDocker = owner === undefined || owner.executor === undefined || hasDockerExecutor(owner);
  return {
    at: options.key,
    message: `GitLab Runner passes over ${name} ${place}: ${isOfDocker ? adviseDocker(options, found) : adviseOther(owner)}.`,
    fixes: () => (isOfDocker ? moveToDocker(configuration, options, found) : []),
  };
}

function adviseDocker({ owner }: SecurityOptions, found: readonly SecurityOptions[]): string {
  const isThere = owner && found.some((other) => other.owner === owner && other.isPlaced);
  const advice = isThere ? "add what it lists to the one in [runners.docker]" : "move it into [runners.docker]";
  return `job containers do not get these options, ${advice}`;
}

function adviseOther({ executor }: RunnerEntry): string {
  return executor === "kubernetes"
    ? "the kubernetes executor has seccomp_profile and app_armor_profile in build_container_security_context instead"
    : `it is an option of [runners.docker], which the ${executor} executor does not use`;
}

/** The move into `[runners.docker]`; nothing when it is open which runner is meant, or when that has the option already. */
function moveToDocker(
  configuration: RunnerConfiguration,
  options: SecurityOptions,
  found: readonly SecurityOptions[],
): Fix[] {
  const { text, entries } = configuration;
  const target = options.owner ?? (entries.length === 1 ? entries[0] : undefined);
  const rivals = found.filter(({ owner }) => owner === undefined || owner === target);
  if (!target || rivals.length !== 1 || !options.pair || !canHaveDocker(target)) return [];
  const comment = commentBehind(text, options.pair.end);
  const key = { name: "security_opt", value: repairedText(configuration, options.value), comment };
  const added = addDockerKey(configuration, target, key, options.pair);
  if (!added) return [];
  return [
    { title: "Move into [runners.docker]", edits: [removePair(configuration, options.pair), added], safety: "safe" },
  ];
}

/** Without an executor the other tables tell whether Docker can be meant. */
function canHaveDocker(entry: RunnerEntry): boolean {
  if (entry.docker || hasDockerExecutor(entry)) return true;
  return !["kubernetes", "ssh", "custom", "parallels", "virtualbox", "instance"].some((name) =>
    findEntry(entry.table, name),
  );
}

/** The value with all its safe fixes, as it is written in another place. */
function repairedText(configuration: RunnerConfiguration, value: TomlValue): string {
  const { start, end } = value.location.span;
  const edits = findFaults(configuration, value).flatMap(
    ({ fixes }) => fixes?.().find(({ safety }) => safety === "safe")?.edits ?? [],
  );
  const moved = edits.map((edit) => ({
    ...edit,
    span: { start: edit.span.start - start, end: edit.span.end - start },
  }));
  return applyEdits(configuration.text.slice(start, end), moved);
}

function findFaults(configuration: RunnerConfiguration, value: TomlValue): Report[] {
  const list = arrayOf(value);
  if (!list) return [describeNoList(configuration, value)];
  let isRemoved = false;
  return list.flatMap((element): Report[] => {
    const at = element.location;
    const isNext = isRemoved;
    isRemoved = false;
    if (typeof element.value !== "string") {
      return [
        {
          at,
          message: "security_opt is a list of strings: with another value in it GitLab Runner refuses the whole file.",
        },
      ];
    }
    const problem = checkOption(element.value);
    if (!problem) return [];
    const { reason, repaired, isCertain } = problem;
    const effect = problem.isRefused
      ? "Docker refuses to start the job's container"
      : "Docker's default profile stays in force";
    const edit = repaired && replaceElement(configuration, element, repaired, isNext);
    isRemoved = repaired?.length === 0;
    const title = repaired?.length ? `Write ${repaired.join(", ")}` : "Remove the option";
    return [
      {
        at,
        message: `${quoteForMessage(element.value)} in security_opt ${reason}: ${effect}.`,
        fixes: () => (edit ? [{ title, edits: [edit], safety: isCertain ? "safe" : "unsafe" }] : []),
      },
    ];
  });
}

function describeNoList({ file, text }: RunnerConfiguration, value: TomlValue): Report {
  const at = value.location;
  const kind = typeof value.value === "string" ? "a string" : tableOf(value) ? "a table" : "a single value";
  const options = optionsOf(value);
  const newText =
    options && `[${options.map((option) => quote(option, text.slice(at.span.start, at.span.end))).join(", ")}]`;
  return {
    at,
    message: `security_opt is ${kind}, but must be a list of strings: GitLab Runner refuses the whole file.`,
    fixes: () =>
      newText === undefined
        ? []
        : [{ title: `Write ${newText}`, edits: [{ file, span: at.span, newText }], safety: "safe" }],
  };
}

/** The options that a string or an inline table was meant to list. */
function optionsOf(value: TomlValue): readonly string[] | undefined {
  if (typeof value.value === "string") {
    if (value.value.trim() === "") return undefined;
    const problem = checkOption(value.value);
    return problem?.isCertain && problem.repaired ? problem.repaired : [value.value];
  }
  const table = tableOf(value);
  if (table?.form !== "inline") return undefined;
  const options = [...table.entries].map(([key, entry]) =>
    typeof entry.value.value === "string" ? `${key}:${entry.value.value}` : undefined,
  );
  return options.length > 0 && options.every((option) => option !== undefined && !checkOption(option))
    ? (options as string[])
    : undefined;
}

/** `isNext` tells that the element before goes too, which takes the comma between the two along. */
function replaceElement(
  { file, text }: RunnerConfiguration,
  element: TomlValue,
  options: readonly string[],
  isNext: boolean,
): TextEdit {
  const { span } = element.location;
  if (options.length === 0) return { file, span: widenItem(text, span, isNext), newText: "" };
  const source = text.slice(span.start, span.end);
  return { file, span, newText: options.map((option) => quote(option, source)).join(", ") };
}

/** The option as a TOML string, in the quotes of the text that it replaces. */
function quote(option: string, source: string): string {
  return source.startsWith("'") && !option.includes("'") ? `'${option}'` : JSON.stringify(option);
}

/** A seccomp profile written into the list can be very long. */
function quoteForMessage(option: string): string {
  return `"${option.length > 60 ? `${option.slice(0, 57)}…` : option}"`;
}

export default rule;
