import type { Location } from "../text/span";
import type { MapNode, ScalarNode, YamlNode } from "../yaml/node";
import { type Content, contentOf } from "./content";

/** What GitLab's own templates define beside jobs, which are all they define but for this. */
const known: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(Jobs|Security)\/(SAST|SAST-IaC|Secret-Detection|Dependency-Scanning|Container-Scanning|License-Scanning|Coverage-Fuzzing|DAST)(\.latest|\.v2)?$/,
    ["variables"],
  ],
  [/^(Jobs\/(Code-Quality|Code-Intelligence|Build)|Verify\/FailFast)$/, []],
];

/**
 * The global keywords that one of GitLab's templates defines beside its jobs; undefined where that is not known. Read in
 * several versions of lib/gitlab/ci/templates. Others in the same folders set `stages` (Verify/Accessibility) or `image`
 * (Pages/Hugo), so that the folder tells nothing.
 */
export function keywordsOfTemplate(name: string): readonly string[] | undefined {
  return known.find(([pattern]) => pattern.test(baseOf(name)))?.[1];
}

/** Templates of which everything is known: the expressions of their `workflow:rules`, which have no other keys. */
const workflows: ReadonlyMap<string, readonly string[]> = new Map([
  ["Workflows/Branch-Pipelines", ["$CI_COMMIT_TAG", "$CI_COMMIT_BRANCH"]],
  [
    "Workflows/MergeRequest-Pipelines",
    ["$CI_MERGE_REQUEST_IID", "$CI_COMMIT_TAG", "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"],
  ],
]);

/** What one of GitLab's own templates says, all of it at the place of the include; undefined where that is not known. */
export function contentOfTemplate(name: string, location: Location): Content | undefined {
  const expressions = workflows.get(baseOf(name));
  if (!expressions) return undefined;
  const text = (value: string): ScalarNode => ({
    kind: "scalar",
    text: value,
    type: "string",
    origin: location,
    location,
  });
  const map = (key: string, value: YamlNode): MapNode => ({
    kind: "map",
    entries: new Map([[key, { key: text(key), value }]]),
    style: "block",
    location,
  });
  const items = expressions.map((expression) => map("if", text(expression)));
  return contentOf(map("workflow", map("rules", { kind: "seq", items, style: "block", location })));
}

function baseOf(name: string): string {
  return name.replace(/\.gitlab-ci\.yml$/, "");
}
