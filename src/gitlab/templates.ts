/** What GitLab's own templates define beside jobs, which are all they define but for this. */
const known: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(Jobs|Security)\/(SAST|SAST-IaC|Secret-Detection|Dependency-Scanning|Container-Scanning|License-Scanning|Coverage-Fuzzing|DAST)(\.latest|\.v2)?$/,
    ["variables"],
  ],
  [/^(Jobs\/(Code-Quality|Code-Intelligence|Build)|Verify\/FailFast)$/, []],
  [/^Workflows\/(Branch|MergeRequest)-Pipelines$/, ["workflow"]],
];

/**
 * The global keywords that one of GitLab's templates defines beside its jobs; undefined where that is not known. Read in
 * several versions of lib/gitlab/ci/templates. Others in the same folders set `stages` (Verify/Accessibility) or `image`
 * (Pages/Hugo), so that the folder tells nothing.
 */
export function keywordsOfTemplate(name: string): readonly string[] | undefined {
  const base = name.replace(/\.gitlab-ci\.yml$/, "");
  return known.find(([pattern]) => pattern.test(base))?.[1];
}
