import type { Value } from "../text/value";

/** Variables that GitLab sets in every job, to some text that is not empty (GitLab, list of predefined variables). */
const alwaysSet: ReadonlySet<string> = new Set(
  (
    "CI CI_API_V4_URL CI_BUILDS_DIR CI_COMMIT_REF_NAME CI_COMMIT_REF_SLUG CI_COMMIT_SHA CI_COMMIT_SHORT_SHA CI_COMMIT_TIMESTAMP " +
    "CI_CONFIG_PATH CI_DEFAULT_BRANCH CI_JOB_ID CI_JOB_NAME CI_JOB_NAME_SLUG CI_JOB_STAGE CI_JOB_STARTED_AT CI_JOB_TOKEN CI_JOB_URL " +
    "CI_PIPELINE_CREATED_AT CI_PIPELINE_ID CI_PIPELINE_IID CI_PIPELINE_SOURCE CI_PIPELINE_URL CI_PROJECT_DIR CI_PROJECT_ID " +
    "CI_PROJECT_NAME CI_PROJECT_NAMESPACE CI_PROJECT_PATH CI_PROJECT_PATH_SLUG CI_PROJECT_ROOT_NAMESPACE CI_PROJECT_TITLE " +
    "CI_PROJECT_URL CI_RUNNER_ID CI_SERVER_FQDN CI_SERVER_HOST CI_SERVER_NAME CI_SERVER_PORT CI_SERVER_PROTOCOL CI_SERVER_URL " +
    "CI_SERVER_VERSION GITLAB_CI"
  ).split(" "),
);

/** Variables that hold what people write: there may be blanks in them. */
const freeText =
  /^(CI_COMMIT_(AUTHOR|DESCRIPTION|MESSAGE|TITLE|TAG_MESSAGE)|CI_(JOB|ENVIRONMENT)_NAME|CI_PROJECT_(DESCRIPTION|TITLE)|CI_MERGE_REQUEST_(ASSIGNEES|DESCRIPTION|LABELS|MILESTONE|TITLE)|CI_RUNNER_(DESCRIPTION|TAGS)|GITLAB_USER_NAME)$/;

/** Whether a value is the empty text; undefined when that cannot be known: `$CI_COMMIT_TAG` may be empty. */
export function isEmptyText({ pieces }: Value): boolean | undefined {
  let isCertain = true;
  for (const piece of pieces) {
    if (piece.kind === "literal" ? piece.text !== "" : piece.kind === "symbol" && alwaysSet.has(piece.name))
      return false;
    isCertain &&= piece.kind === "literal";
  }
  return isCertain ? true : undefined;
}

/** True when a symbol's value may hold blanks, so that it is several words where it is not quoted. */
export function mayHoldBlanks(symbol: string): boolean {
  return freeText.test(symbol);
}
