import { predefined } from "../variables";
import type { Choice, Choices, Trust } from "./choices";
import type { Variable } from "./decide";

const absent: Variable = { kind: "absent" };
const text = (value: string): Variable => ({ kind: "text", text: value });
const certain = (value: Variable): Choice => ({ value, trust: "certain" });

const source = "CI_PIPELINE_SOURCE";
const defaultBranch = "CI_DEFAULT_BRANCH";

/** What a pipeline runs for. Chosen like a variable, under a name that none has. */
const kind = "kind of pipeline";
const kinds = ["branch", "tag", "merge request"];

/** The kinds of pipelines that a source starts; sources that are not here start any (GitLab, `job_rules.md`). */
const kindsOfSources: Readonly<Record<string, readonly string[]>> = {
  merge_request_event: ["merge request"],
  external_pull_request_event: ["branch"],
  webide: ["branch"],
  ...Object.fromEntries(
    ["push", "schedule", "web", "api", "trigger", "pipeline", "chat", "external"].map((name) => [
      name,
      ["branch", "tag"],
    ]),
  ),
};

/** Variables that have one of few values. */
const domains: Readonly<Record<string, readonly Variable[]>> = {
  CI: [text("true")],
  GITLAB_CI: [text("true")],
  CI_SERVER: [text("yes")],
  CI_COMMIT_REF_PROTECTED: [text("true"), text("false")],
  CI_DEPLOY_FREEZE: [absent, text("true")],
};

/** Variables that only one kind of pipeline has, where they are never empty. */
const kindsOfVariables = new Map([
  ["CI_COMMIT_BRANCH", "branch"],
  ["CI_COMMIT_TAG", "tag"],
  ...["ID", "IID", "REF_PATH", "SOURCE_BRANCH_NAME", "TARGET_BRANCH_NAME", "EVENT_TYPE", "TITLE", "PROJECT_ID"].map(
    (name) => [`CI_MERGE_REQUEST_${name}`, "merge request"] as const,
  ),
]);

/** The variable whose value `CI_COMMIT_REF_NAME` has, by the kind of the pipeline. */
export const refNames: Readonly<Record<string, string>> = {
  branch: "CI_COMMIT_BRANCH",
  tag: "CI_COMMIT_TAG",
  "merge request": "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
};

/** True for variables that GitLab sets, in any job and pipeline alike. */
export function isPredefined(name: string): boolean {
  return name === "CI" || predefined.test(name);
}

/**
 * A variable that GitLab sets, in the pipeline that is being chosen; undefined while it is open. Sources: GitLab's list
 * of predefined variables, `variables/builder/pipeline.rb`.
 */
export function predefinedVariable(name: string, choices: Choices): Variable | undefined {
  if (name === source) return choices.choose(source, () => chooseSource(choices));
  const domain = domains[name];
  if (domain) return choices.choose(name, () => domain.map(certain));
  if (name === defaultBranch) return choices.choose(name, () => chooseName(name, choices));
  if (!/^CI_(MERGE_REQUEST_|COMMIT_(BRANCH|TAG|REF_NAME)$|OPEN_MERGE_REQUESTS$)/.test(name))
    return choices.choose(name, () => chooseAny(name, choices));
  const chosen = kindOf(choices);
  if (chosen === undefined) return undefined;
  if (name === "CI_COMMIT_REF_NAME") return predefinedVariable(refNames[chosen]!, choices);
  if (name === "CI_OPEN_MERGE_REQUESTS") {
    if (chosen === "tag") return absent;
    return choices.choose(name, () => [absent, ...choices.others(name)].map(certain));
  }
  const own = kindsOfVariables.get(name);
  if (chosen !== (own ?? "merge request")) return absent;
  return choices.choose(name, () => (own ? chooseName(name, choices) : chooseAny(name, choices)));
}

/**
 * How far it can be relied on that `changes` is false in some pipeline like this; false where it holds in any case:
 * where nothing was pushed (GitLab, `yaml/index.md`).
 * @returns undefined while that is open
 */
export function trustInUnchanged(choices: Choices): Trust | false | undefined {
  const chosen = kindOf(choices);
  if (chosen === undefined || chosen === "tag") return chosen === undefined ? undefined : false;
  const started = chosen === "branch" ? predefinedVariable(source, choices) : text("push");
  if (started?.kind !== "text") return started && "rare";
  if (/^(schedule|web|api|trigger|pipeline|chat)$/.test(started.text)) return false;
  return started.text === "push" ? "certain" : "rare";
}

function kindOf(choices: Choices): string | undefined {
  const chosen = choices.choose(kind, () => {
    const started = choices.chosen(source);
    return kinds.flatMap((name) => startedBy(started, name));
  });
  return chosen?.kind === "text" ? chosen.text : undefined;
}

function chooseSource(choices: Choices): readonly Choice[] {
  const chosen = choices.chosen(kind);
  const names = new Set(["push", "merge_request_event", ...choices.texts(source)]);
  const all = [...[...names].filter(Boolean).map(text), ...choices.others(source)];
  if (chosen?.kind !== "text") return all.map(certain);
  return all.flatMap((value) => startedBy(value, chosen.text).map(({ trust }) => ({ value, trust })));
}

/** The kind as a choice where a source can start it. A pipeline of a merge request may start others of its kind. */
function startedBy(started: Variable | undefined, name: string): readonly Choice[] {
  const possible = started?.kind === "text" ? kindsOfSources[started.text] : undefined;
  if (possible && !possible.includes(name)) return [];
  const isRare = started !== undefined && !possible && name === "merge request";
  return [{ value: text(name), trust: isRare ? "rare" : "certain" }];
}

/** A branch or a tag, or the project's default branch: which of the names that rules name is that one, if any, is not known. */
function chooseName(name: string, choices: Choices): readonly Choice[] {
  const texts = choices.texts(name).filter(Boolean);
  const trust = name === defaultBranch && texts.length > 0 ? "shared" : "certain";
  return [...choices.others(name), ...texts.map(text)].map((value) => ({ value, trust }));
}

function chooseAny(name: string, choices: Choices): readonly Choice[] {
  const values = [...choices.others(name), ...choices.texts(name).map(text), absent, text("")];
  return values.map((value) => ({ value, trust: "shared" }));
}
