import assert from "node:assert/strict";
import type { Job, Pipeline, Setting } from "../../src/gitlab/pipeline";
import { readPipeline } from "../../src/gitlab/read";
import type { Location } from "../../src/text/span";
import type { Value } from "../../src/text/value";
import type { PipelineRole } from "../../src/workspace/kind";
import type { Reader } from "../../src/workspace/reader";
import { parseYaml } from "../../src/yaml/parse";
import { type Files, projectUri, readerOf } from "./fixtures";

/** Reads a pipeline from files by path, or from the text of its entry. */
export function read(
  files: Files | string,
  entry = ".gitlab-ci.yml",
  reader: (files: Files) => Reader = readerOf,
): Pipeline {
  const all = typeof files === "string" ? { [entry]: files } : files;
  return readPipeline({ file: `${projectUri}/${entry}`, folder: projectUri }, reader(all), parseYaml);
}

/** Reads the text of a file of which so much is known. */
export function readAs(role: PipelineRole, text: string): Pipeline {
  return readPipeline(
    { file: `${projectUri}/x.yml`, folder: projectUri, role },
    readerOf({ "x.yml": text }),
    parseYaml,
  );
}

/** A job of a pipeline. */
export function job(pipeline: Pipeline | Files | string, name = "job"): Job {
  const found = (isPipeline(pipeline) ? pipeline : read(pipeline)).jobs.get(name);
  assert.ok(found, `there is no job ${name}`);
  return found;
}

function isPipeline(given: Pipeline | Files | string): given is Pipeline {
  return typeof given === "object" && given.jobs instanceof Map;
}

/** The value of a setting when it is known, else whether it is absent or unknown. */
export function known<T>(setting: Setting<T>): T | "absent" | "unknown" {
  return setting.state === "known" ? setting.value : setting.state;
}

/** The items of before_script and script, or why they are not known. */
export function script({ beforeScript, script: own }: Job): unknown[] {
  return [beforeScript, own].map((part) => (part.state === "known" ? part.value.map((item) => item.text) : part.state));
}

/** The texts of a list. */
export function texts(setting: Job["tags"]): unknown {
  return setting.state === "known"
    ? setting.value.map((node) => (node.kind === "scalar" ? node.text : node.kind))
    : setting.state;
}

/** The value of a variable, and what a person would write for it. */
export function value(of: Job | string, name = "V", instance = 0): Value | undefined {
  const found = typeof of === "string" ? job(of) : of;
  return found.variable(found.instances[instance]!, name);
}

export function variable(of: Job | string, name: string, instance = 0): string | undefined {
  return value(of, name, instance)?.display;
}

/** What stands at a place. */
export function textAt(files: Files | string, { file, span }: Location): string {
  const text = typeof files === "string" ? files : files[file.slice(projectUri.length + 1)]!;
  return text.slice(span.start, span.end);
}
