import { predefined } from "../variables";
import type { Choice, Choices, Kind, Trust } from "./choices";
import type { OneOf, Variable } from "./decide";
import type { Pool } from "./pools";

const absent: Variable = { kind: "absent" };
const text = (value: string): Variable => ({ kind: "text", text: value });

/** The variable that says what started a pipeline. */
export const source = "CI_PIPELINE_SOURCE";

/** The kinds of pipelines that a source starts; sources that are not here start any (GitLab, `job_rules.md`). */
const kindsOfSources = new Map<string, readonly Kind[]>([
  ["merge_request_event", ["merge request"]],
  ["external_pull_request_event", ["branch"]],
  ["webide", ["branch"]],
  ...["push", "schedule", "web", "api", "trigger", "pipeline", "chat", "external"].map(
    (name) => [name, ["branch", "tag"]] as const,
  ),
]);

/** Variables that have one of few values. */
const domains = new Map<string, readonly Variable[]>([
  ["CI", [text("true")]],
  ["GITLAB_CI", [text("true")]],
  ["CI_SERVER", [text("yes")]],
  ["CI_COMMIT_REF_PROTECTED", [text("true"), text("false")]],
  ["CI_DEPLOY_FREEZE", [absent, text("true")]],
]);

/** Variables that only one kind of pipeline has, where they are never empty. */
const kindsOfVariables = new Map<string, Kind>([
  ["CI_COMMIT_BRANCH", "branch"],
  ["CI_COMMIT_TAG", "tag"],
  ...["ID", "IID", "REF_PATH", "SOURCE_BRANCH_NAME", "TARGET_BRANCH_NAME", "EVENT_TYPE", "TITLE", "PROJECT_ID"].map(
    (name) => [`CI_MERGE_REQUEST_${name}`, "merge request"] as const,
  ),
]);

/** The variable whose value `CI_COMMIT_REF_NAME` has, by the kind of the pipeline. */
export const refNames: Readonly<Record<Kind, string>> = {
  branch: "CI_COMMIT_BRANCH",
  tag: "CI_COMMIT_TAG",
  "merge request": "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
};

/** True for variables that GitLab sets. */
export function isPredefined(name: string): boolean {
  return name === "CI" || predefined.test(name);
}

/**
 * A variable that GitLab sets; undefined while the kind of the pipeline must be chosen first. Sources: GitLab's list of
 * predefined variables, `variables/builder/pipeline.rb`.
 */
export function predefinedVariable(name: string, choices: Choices): Variable | OneOf | undefined {
  if (!/^CI_(MERGE_REQUEST_|COMMIT_(BRANCH|TAG|REF_NAME)$|OPEN_MERGE_REQUESTS$)/.test(name))
    return choices.variable(name);
  const kind = choices.kind();
  if (kind === undefined) return undefined;
  if (name === "CI_COMMIT_REF_NAME") return choices.variable(refNames[kind]);
  const isThere =
    name === "CI_OPEN_MERGE_REQUESTS" ? kind !== "tag" : kind === (kindsOfVariables.get(name) ?? "merge request");
  return isThere ? choices.variable(name) : absent;
}

/** What a predefined variable can be in the pipelines that have it, the usual first. */
export function choicesOf(name: string, { names, texts }: Pool): readonly Choice[] {
  const others = [...names].map((other): Variable => ({ kind: "other", name: other }));
  const named = [...texts].filter(Boolean).map(text);
  const all = (values: readonly Variable[], trust: Trust) => values.map((value) => ({ value, trust }));
  const few = domains.get(name);
  if (few) return all(few, "certain");
  if (name === source) return all([text("push"), text("merge_request_event"), ...others, ...named], "certain");
  if (name === "CI_OPEN_MERGE_REQUESTS") return all([absent, ...others], "certain");
  // Which of the branches that rules name is the default one, if any, is not known.
  if (name === "CI_DEFAULT_BRANCH") return all([...others, ...named], named.length > 0 ? "shared" : "certain");
  if (kindsOfVariables.has(name)) return all([...others, ...named], "certain");
  return all([...others, ...named, absent, text("")], "shared");
}

/** The sources that start a kind of pipelines. A pipeline of a merge request may start others of its kind. */
export function sourcesOf(kind: Kind, sources: readonly Choice[]): readonly Choice[] {
  return sources.flatMap((choice): readonly Choice[] => {
    const kinds = choice.value.kind === "text" ? kindsOfSources.get(choice.value.text) : undefined;
    if (kinds) return kinds.includes(kind) ? [choice] : [];
    return [kind === "merge request" ? { ...choice, trust: "rare" } : choice];
  });
}

/**
 * How far it can be relied on that `changes` is false in some pipeline like this; false where it holds in any case:
 * where nothing was pushed (GitLab, `yaml/index.md`).
 * @returns undefined while that is open
 */
export function trustInUnchanged(choices: Choices): Trust | false | undefined {
  const kind = choices.kind();
  if (kind === undefined || kind === "tag") return kind && false;
  if (kind === "merge request") return "certain";
  const started = choices.variable(source);
  const trusts = (started.kind === "one of" ? started.values : [started]).map((value) => {
    if (value?.kind !== "text") return "rare";
    if (/^(schedule|web|api|trigger|pipeline|chat)$/.test(value.text)) return false;
    return value.text === "push" ? "certain" : "rare";
  });
  if (trusts.every((trust) => trust === trusts[0])) return trusts[0];
  choices.split(source, trusts.map(String));
  return undefined;
}
