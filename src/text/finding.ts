import type { FileId, Location, Span } from "./span";

/** How bad a finding is; the names are also those of the JSON report. */
export type Severity = "error" | "warning" | "info" | "hint";

/** Severities from worst to mildest. */
export const severities: readonly Severity[] = ["error", "warning", "info", "hint"];

/** Replaces a part of a file. Offsets are those of the text the finding was made on. */
export interface TextEdit {
  readonly file: FileId;
  readonly span: Span;
  readonly newText: string;
}

class Replacement implements TextEdit {
  constructor(
    readonly location: Location,
    readonly newText: string,
  ) {}

  get file(): FileId {
    return this.location.file;
  }

  get span(): Span {
    return this.location.span;
  }
}

/** Replaces what stands at a location, wherever that has moved to. */
export function replace(location: Location, newText: string): TextEdit {
  return new Replacement(location, newText);
}

/** `safe`: keeps the meaning or is the only sensible repair; `unsafe`: the user must read it. */
export type FixSafety = "safe" | "unsafe";

/** A change that removes a finding. */
export interface Fix {
  /** What the change does, in the imperative: shown in the editor's menu. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly safety: FixSafety;
}

/** A snippet to be put where this product cannot write, for example into the configuration of a runner. */
export interface Snippet {
  readonly title: string;
  readonly text: string;
}

/** What a rule found, and where. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  readonly severity: Severity;
  /** One or two sentences: what will happen on the runner, naming job, reference and platform. */
  readonly message: string;
  readonly location: Location;
  readonly related: readonly { readonly location: Location; readonly message: string }[];
  readonly fixes: readonly Fix[];
  readonly snippets: readonly Snippet[];
}

/** Applies edits to a text. Edits must not overlap; equal edits are applied once. */
export function applyEdits(text: string, edits: readonly Omit<TextEdit, "file">[]): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let at = 0;
  let previous: Omit<TextEdit, "file"> | undefined;
  for (const edit of sorted) {
    const isRepeated =
      previous?.span.start === edit.span.start &&
      previous.span.end === edit.span.end &&
      previous.newText === edit.newText;
    if (isRepeated) continue;
    if (edit.span.start < at) throw new RangeError(`edits overlap at offset ${edit.span.start}`);
    result += text.slice(at, edit.span.start) + edit.newText;
    at = edit.span.end;
    previous = edit;
  }
  return result + text.slice(at);
}
