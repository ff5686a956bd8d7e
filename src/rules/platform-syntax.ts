import type { BuildahCall } from "../buildah/call";
import { readPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import type { PlatformUse } from "../images/flow";
import { type BuildahVersion, describeVersion } from "../images/version";
import { type Fix, replace, type Severity } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Value } from "../text/value";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** What a Buildah does with an item that is no platform. Measured with 1.28.2 and 1.39.3. */
interface Effect {
  readonly text: string;
  readonly severity: Severity;
}

const rule: Rule = {
  id: "platform-syntax",
  summary: "A value of --platform is no platform.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow, versionOf }) {
    const { job, events } = run;
    for (const event of events) {
      for (const use of event.kind === "build" ? (event.platforms ?? []) : []) {
        const effect = effectOf(use, versionOf(run));
        if (!effect) continue;
        const { display } = use.value;
        const what = display === "" ? "an empty item" : `“${display}”, which is no platform`;
        inFlow(({ pipeline }, { report }) => {
          const source = pipeline.files.get(event.call.command.location.file)?.text ?? "";
          if (mayBeFilledIn(use, source)) return;
          const cut = cutList(use, event.call, source);
          const why = cut
            ? "the blank behind the comma ends the list, and Buildah refuses the words behind it"
            : effect.text;
          report({
            at: use.location,
            severity: effect.severity,
            message: `${job.name} gives --platform ${what}: ${why}.`,
            fixes: () => (cut ? [cut] : repair(use)),
          });
        });
      }
    }
  },
};

/** An empty variable, which the project's settings may fill: the value is empty, or the next word has slipped into its place. */
function mayBeFilledIn({ flag, location }: PlatformUse, source: string): boolean {
  const { nameLocation, valueLocation } = flag;
  if (!valueLocation || flag.value?.flat === "")
    return source.slice(location.span.start, location.span.end).includes("$");
  return source.slice(nameLocation.span.end, valueLocation.span.start).includes("$");
}

function effectOf({ value, reading, flag }: PlatformUse, buildah: BuildahVersion): Effect | undefined {
  // Where nothing tells of the version, both are said: the older ones go wrong without a word.
  const isKnown = buildah.source !== "newest";
  const isOld = isKnown && isBefore(buildah.version, 1, 31);
  const isNew = isKnown && !isOld;
  const name = describeVersion(buildah);
  const error = (text: string): Effect => ({ text, severity: "error" });
  const refusal = "Buildah refuses it and the job ends with exit code 125";
  if (reading?.kind === "partial" && isOld && value.flat !== "local" && !value.flat.endsWith("/")) {
    return error(`${name} wants an operating system and an architecture and ends with exit code 125`);
  }
  const hasBlank = /^\s|\s$/.test(value.flat);
  if (reading?.kind !== "malformed" && !(reading === undefined && hasBlank)) return undefined;
  if (value.flat === "" && flag.value?.flat !== "") {
    const host = "adds an image for the runner's own platform without a word";
    if (isOld) return error(refusal);
    return error(isNew ? `${name} ${host}` : `Buildah 1.31 and later ${host}, older versions end with exit code 125`);
  }
  const isTakenByOld = [2, 3].includes(value.flat.replace(/\/$/, "").split("/").length);
  if (/^\/[^/]/.test(value.flat) && readPlatform(value.flat.slice(1)).kind === "platform") {
    const host = "quietly builds for the runner's own architecture";
    if (isNew) return undefined;
    return isOld ? error(`${name} ${host}`) : { text: `Buildah before 1.31 ${host}`, severity: "warning" };
  }
  if (isNew || !isTakenByOld) return error(refusal);
  const other = "quietly builds something else";
  return error(isOld ? `${name} ${other}` : `${refusal} (before 1.31 it ${other})`);
}

/** The repair of `linux/amd64, linux/arm64` without quotes: the shell makes two words of it. */
function cutList({ value, flag, start }: PlatformUse, call: BuildahCall, source: string): Fix | undefined {
  const end = flag.valueLocation?.span.end;
  if (value.flat !== "" || start !== flag.value?.flat.length || end === undefined) return undefined;
  const next = call.positionals.find((word) => word.location.span.start > end);
  const isPlatform = next?.value.flat.split(",").every((item) => readPlatform(item).kind === "platform");
  if (!next || !isPlatform || !/^[ \t]+$/.test(source.slice(end, next.location.span.start))) return undefined;
  const { start: from } = flag.valueLocation!.span;
  const blank = placeWithin(flag.valueLocation!, end - from, next.location.span.start - from);
  return { title: "Remove the blank", edits: [replace(blank, "")], safety: "safe" };
}

function repair({ value, reading, flag, start }: PlatformUse): readonly Fix[] {
  if (reading?.kind === "partial") {
    const { architecture, os } = reading.platform;
    return os === undefined && architecture !== undefined ? rewrite(value, `linux/${value.flat}`, "safe") : [];
  }
  if (value.flat === "") {
    const isLast = start === flag.value?.flat.length;
    const comma = isLast ? flag.value?.slice(start - 1, start) : flag.value?.slice(start, start + 1);
    return remove("Remove the comma", [comma]);
  }
  if (reading?.kind === "malformed") {
    const { suggestion, isCertain } = reading;
    return suggestion === undefined ? [] : rewrite(value, suggestion, isCertain ? "safe" : "unsafe");
  }
  const blanks = [value.slice(0, /^\s*/.exec(value.flat)![0].length), value.slice(value.flat.trimEnd().length)];
  return remove("Remove the blank", blanks);
}

function remove(title: string, values: readonly (Value | undefined)[]): readonly Fix[] {
  const edits = values.flatMap((value) => (value?.editable ? [replace(value.editable, "")] : []));
  return edits.length > 0 ? [{ title, edits, safety: "safe" }] : [];
}

export default rule;
