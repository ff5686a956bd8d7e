/** What GitLab Runner, Buildah and Podman print, and hardly anybody else. */
const signs =
  /section_start:\d+:|^Running with gitlab-runner|^ERROR: Job failed|^(\[[^\]]*\] ?)?STEP \d|^Error: |level=(error|warning|fatal) msg=|^Error during unshare|^\$ buildah /m;

/** True for a text that a job or a build printed, for all one can tell. */
export function looksLikeLog(text: string): boolean {
  return signs.test(text);
}
