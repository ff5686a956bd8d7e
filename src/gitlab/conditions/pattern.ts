import { RE2JS } from "re2js";

/** A regular expression as GitLab's rules know it: that of the RE2 library, which takes linear time. */
export interface Pattern {
  /** As written between slashes, with its flags. Equal sources match the same texts. */
  readonly source: string;
  readonly test: (text: string) => boolean;
}

/** A pattern in slashes; undefined when it is none (GitLab, `untrusted_regexp/ruby_syntax.rb`). */
export function readPattern(source: string): Pattern | undefined {
  const match = /^\/(.*)\/([ismU]*)$/.exec(source);
  if (!match) return undefined;
  const test = compile(match[2] ? `(?${match[2]})${match[1]}` : match[1]!);
  return test && { source, test };
}

/** A test whether a regular expression of RE2 matches anywhere in a text; undefined when it is none. */
export function compile(pattern: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.test(text);
  } catch {
    return undefined;
  }
}
