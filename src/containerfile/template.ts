import type { Containerfile } from "./containerfile";

/**
 * True for a file that becomes a Containerfile only when something fills it in: Buildah gives `Containerfile.in` to the C
 * preprocessor, a job may run anything before the build on others.
 */
export function isTemplate({ file, preamble, stages }: Containerfile): boolean {
  if (/\.(in|j2|jinja2?|te?mpl|template|tpl|erb|m4|mustache|hbs|ejs|gotmpl|dist)$/i.test(file)) return true;
  const instructions = [...preamble, ...stages.flatMap((stage) => stage.instructions)];
  return instructions.some(({ keyword }) => /^(\{\{|\{%|<%|@|\$)/.test(keyword));
}
