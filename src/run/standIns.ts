import type { JobRun } from "../images/flow";
import type { WorkingCopy } from "../protocol/messages";

/** A value that stands in for what GitLab would set. */
export interface StandIn {
  readonly value: string;
  /** Where it comes from, in a few words. */
  readonly source: string;
}

/** What is known here of the variables that GitLab sets itself. */
export interface StandIns {
  readonly values: ReadonlyMap<string, StandIn>;
  /** True for a variable that GitLab would certainly not set for what is checked out. */
  readonly isUnset: (name: string) => boolean;
}

/** GitLab's slug: lower case, at most 63 characters, no hyphen at the ends (Gitlab::Utils.slugify). */
export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
}

/** The path of a `file:` URI, `/` between its parts. */
export function pathOfUri(uri: string): string {
  const path = decodeURIComponent(uri.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "")).replace(/(.)\/+$/, "$1");
  return path.replace(/^\/([a-zA-Z]:)/, "$1");
}

/**
 * Local values for GitLab's predefined variables. Names of images begin with `localhost`, so that Buildah never takes
 * them for something in a registry. What cannot be known here, such as the server, has no stand-in: it is asked for.
 */
export function findStandIns(run: JobRun, workingCopy: WorkingCopy, hostPlatform: string): StandIns {
  const values = new Map<string, StandIn>();
  const add = (source: string, entries: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(entries)) if (value) values.set(name, { value, source });
  };
  const { branch, sha, timestamp, defaultBranch } = workingCopy;
  // A tag pipeline has no branch (GitLab's list of predefined variables); a tag counts when it is what is checked out.
  const tag = branch === undefined ? workingCopy.tag : undefined;
  const ref = branch ?? tag;
  add("from git", {
    CI_COMMIT_SHA: sha,
    CI_COMMIT_SHORT_SHA: sha?.slice(0, 8),
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: ref && slugify(ref),
    CI_COMMIT_BRANCH: branch,
    CI_COMMIT_TAG: tag,
    CI_COMMIT_TIMESTAMP: timestamp,
    CI_DEFAULT_BRANCH: defaultBranch,
  });
  add("time of the commit", { CI_JOB_STARTED_AT: timestamp, CI_PIPELINE_CREATED_AT: timestamp });

  const folder = pathOfUri(workingCopy.folder);
  const name = folder.split("/").at(-1) || "project";
  const slug = slugify(name) || "project";
  add("the project's folder", { CI_PROJECT_DIR: folder, CI_PROJECT_NAME: name, CI_PROJECT_TITLE: name });
  add("local stand-in", {
    CI_REGISTRY: "localhost",
    CI_REGISTRY_IMAGE: `localhost/${slug}`,
    CI_PROJECT_NAMESPACE: "local",
    CI_PROJECT_ROOT_NAMESPACE: "local",
    CI_PROJECT_PATH: `local/${slug}`,
    CI_PROJECT_PATH_SLUG: slugify(`local-${slug}`),
    CI_PROJECT_URL: `http://localhost/local/${slug}`,
    CI_PROJECT_ID: "0",
    CI_PIPELINE_ID: "0",
    CI_PIPELINE_IID: "0",
    CI_PIPELINE_SOURCE: "push",
    CI_JOB_ID: "0",
    CI_CONCURRENT_ID: "0",
    CI: "true",
    GITLAB_CI: "true",
    // The dependency proxy hands out the images of Docker Hub.
    CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX: "docker.io",
    CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX: "docker.io",
  });
  add("from the pipeline", {
    CI_JOB_NAME: run.instance.name,
    CI_JOB_NAME_SLUG: slugify(run.instance.name),
    CI_JOB_STAGE: run.job.stage.state === "known" ? run.job.stage.value : undefined,
  });
  add("this machine", { CI_RUNNER_EXECUTABLE_ARCH: hostPlatform });
  const isUnset = (variable: string) =>
    /^CI_(MERGE_REQUEST|EXTERNAL_PULL_REQUEST)_/.test(variable) ||
    (/^CI_COMMIT_TAG(_MESSAGE)?$/.test(variable) && branch !== undefined) ||
    (variable === "CI_COMMIT_BRANCH" && tag !== undefined);
  return { values, isUnset };
}
