import type { Rule } from "../../src/rules/rule";
import type { Files } from "./fixtures";

/** The settings that a rule needs to be run at all. */
export function switchOn({ id, severity, confidence }: Rule): Files {
  return confidence === "certain" ? {} : { ".buildah-pipelines.yml": `rules: {${id}: ${severity}}` };
}

/** The text below a heading of a page. */
export function sectionOf(page: string, part: string): string {
  return page.split(`\n## ${part}\n`)[1]?.split(/\n## /)[0] ?? "";
}

/**
 * The examples of a part. What a block is is told by the language, or by the file's name behind it; one of another file
 * right behind a block belongs to the same example.
 */
export function examplesOf(page: string, part: string): Files[] {
  const paths: Record<string, string> = { yaml: ".gitlab-ci.yml", toml: "config.toml", dockerfile: "Containerfile" };
  const examples: Record<string, string>[] = [];
  let end = -1;
  for (const match of sectionOf(page, part).matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```\n/gms)) {
    const path = match[2] ?? paths[match[1]!]!;
    const last = examples.at(-1);
    if (last && match.index === end && !(path in last)) last[path] = match[3]!;
    else examples.push({ [path]: match[3]! });
    end = match.index + match[0].length;
  }
  return examples;
}
