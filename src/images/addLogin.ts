import type { Job } from "../gitlab/pipeline";
import type { Fix, TextEdit } from "../text/finding";
import { insertItem } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { ImageFlow, JobRun } from "./flow";
import type { MissingLogin } from "./logins";
import type { LostLogin } from "./lostLogin";
import { isOwn, isShared, isWithin } from "./sharing";

const packageManager = /^(apk|apt|apt-get|dnf|microdnf|yum|zypper)$/;

/**
 * The edit that logs in to GitLab's registry in front of the item that needs it, as GitLab's documentation does. It is
 * safe in a list that no other job runs. Undefined for other registries, whose credentials are not known.
 */
export function addLogin(
  { event, registry }: MissingLogin,
  run: JobRun,
  { pipeline }: ImageFlow,
): Pick<Fix, "edits" | "safety"> | undefined {
  const { call } = event;
  const { job } = run;
  const before = run.commands.slice(0, run.commands.indexOf(call.command));
  // The tool may be installed in the item itself: there is no place for a login in between.
  const installs = before.some(
    ({ item, words }) => item === call.command.item && packageManager.test(words[0]!.value.literal ?? ""),
  );
  if (registry.kind !== "gitlab" || installs) return undefined;
  const line = `echo "$CI_REGISTRY_PASSWORD" | ${call.tool} login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY`;
  for (const key of ["before_script", "script"]) {
    const list = job.source.entries.get(key)?.value ?? getValue(job.body, key);
    const file = list && pipeline.files.get(list.location.file);
    if (!file || !isWithin(call.location, list.location)) continue;
    const edit = insertItem(file, list, call.location.span.start, line, "before");
    const isAlone = isOwn(job, list.location) && !isShared(pipeline, job, list.location);
    return edit && { edits: [edit], safety: isAlone && list.kind === "seq" ? "safe" : "unsafe" };
  }
  return undefined;
}

/** The edit that puts a lost `before_script` in front of the job's own one. */
export function recallLogin({ path }: LostLogin, job: Job, { pipeline }: ImageFlow): TextEdit | undefined {
  const list = job.source.entries.get("before_script")?.value;
  const file = list && pipeline.files.get(list.location.file);
  if (!file || path.length < 2 || !isOwn(job, list.location)) return undefined;
  const first = list.kind === "seq" ? list.items[0] : list;
  return first && insertItem(file, list, first.location.span.start, `!reference [${path.join(", ")}]`, "before");
}
