import { type BuildahCall, findFlags } from "../buildah/call";
import { type Reference, readReference } from "../buildah/reference";
import type { Word } from "../shell/command";
import { replace, type TextEdit } from "../text/finding";
import { isSameLocation } from "../text/span";
import { mayUseImagesAfter } from "./afterScript";
import { prefixWord, repeatWord, sourceAt } from "./callText";
import type { BuildEvent, ImageFlow, JobRun } from "./flow";

/** Flags of `push` that `manifest push` lacks (Buildah 1.44). */
const pushOnly = new Set(["--blob-cache", "--disable-compression", "--encrypt-layer", "--encryption-key"]);

/**
 * The edits that make a manifest list of what a build tags: `-t X` becomes `--manifest X` and every later `push X` of
 * the job becomes `manifest push --all X docker://X`. Undefined where something else is done with X, or may be.
 */
export function turnIntoList(build: BuildEvent, run: JobRun, flow: ImageFlow): readonly TextEdit[] | undefined {
  const [name, ...others] = build.names;
  if (!name?.key || others.length > 0 || name.transport !== undefined || !run.isComplete || run.opaque.length > 0)
    return undefined;
  if (mayUseImagesAfter(run) || isShared(build.call, run, flow)) return undefined;
  const flag = findFlags(build.call, "--tag")[0]!;
  const written = sourceAt(flow, flag.nameLocation);
  const newText = { "-t": "--manifest", "--tag": "--manifest", "-t=": "--manifest=", "--tag=": "--manifest=" }[
    written ?? ""
  ];
  if (
    newText === undefined ||
    (flag.valueLocation?.span.start === flag.nameLocation.span.end && !newText.endsWith("="))
  )
    return undefined;
  const edits: TextEdit[] = [replace(flag.nameLocation, newText)];
  for (const call of run.calls) {
    if (call === build.call || isAboutNoImage(call) || !call.command.words.some((word) => mayMean(word, name)))
      continue;
    const own = isShared(call, run, flow) ? undefined : turnPush(call, name, flow);
    if (!own) return undefined;
    edits.push(...own);
  }
  return edits;
}

/** The edits that make `manifest push --all` of a push of the image; undefined for any other call. */
export function turnPush(call: BuildahCall, name: Reference, flow: ImageFlow): readonly TextEdit[] | undefined {
  const [image, destination, ...others] = call.positionals;
  if (call.subcommand !== "push" || call.hasUnknownWords || !image || others.length > 0) return undefined;
  if (readReference(image.value, image.location).key !== name.key || call.flags.some((flag) => pushOnly.has(flag.name)))
    return undefined;
  const verb = call.command.words.find((word) => word.value.literal === "push");
  if (!verb || sourceAt(flow, verb.location) !== "push") return undefined;
  const all = call.flags.some((flag) => flag.name === "--all") ? "" : " --all";
  const push = replace(verb.location, `manifest push${all}`);
  if (destination && readReference(destination.value, destination.location).transport !== undefined) return [push];
  const target = destination ? prefixWord(destination, "docker://", flow) : repeatWord(image, "docker://", flow);
  return target && [push, target];
}

function isAboutNoImage({ subcommand }: BuildahCall): boolean {
  return ["login", "logout", "version", "info"].includes(subcommand);
}

/** True when the word names the image, or when it cannot be said that it does not. */
function mayMean({ value }: Word, name: Reference): boolean {
  const { key } = name.name;
  return value.key === undefined || key === undefined || value.key.includes(key);
}

/** True when another run reads the same text: there the change may be wrong. */
function isShared(call: BuildahCall, run: JobRun, { runs }: ImageFlow): boolean {
  return runs.some(
    (other) => other !== run && other.calls.some(({ location }) => isSameLocation(location, call.location)),
  );
}
