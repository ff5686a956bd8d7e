/** Keywords that may also stand at the top level, for all jobs: the deprecated form of `default`. */
export const globalDefaults: ReadonlySet<string> = new Set([
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
]);

/** Keywords that `default` may hold (lib/gitlab/ci/config/entry/default.rb). */
export const inheritable: readonly string[] = [
  ...globalDefaults,
  "artifacts",
  "hooks",
  "id_tokens",
  "identity",
  "interruptible",
  "retry",
  "tags",
  "timeout",
];

/** Top-level keys that are not jobs (lib/gitlab/ci/config/entry/root.rb); a `spec` without `---` behind it is none either. */
export const globalKeywords: ReadonlySet<string> = new Set([
  ...globalDefaults,
  "default",
  "include",
  "spec",
  "stages",
  "variables",
  "workflow",
]);
