/** How loud a program says that a line is. `plain`: it does not say. */
export type LogLevel = "error" | "warning" | "info" | "plain";

/** A line of a job's log without what only a terminal shows. */
export interface LogLine {
  /** Counted from 1 by line feeds, as in the file. */
  readonly number: number;
  /** What the program said, without colours, GitLab's marks and times, and without logrus' frame around a message. */
  readonly text: string;
  readonly level: LogLevel;
  /** The script line that the runner prints before it runs it; undefined for all other lines. */
  readonly command: string | undefined;
}

/** ECMA-48 control sequences: colours, erased lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const control = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** GitLab's marks of foldable parts (docs.gitlab.com/ci/jobs/job_logs, "Custom collapsible sections"). */
const section = /section_(?:start|end):\d+:[\w.-]+(?:\[[^\]]*\])?/g;

/** The time, the stream and whether the line goes on, with FF_TIMESTAMPS of GitLab Runner. */
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[OE][ +]?/;

/** The frame of logrus, which Buildah and Podman log with. */
const logrus = /^time="[^"]*" level=(\w+) msg="((?:[^"\\]|\\.)*)"/;

/** What follows in a line that is longer tells nothing; patterns would take long over it. */
const maxLength = 10_000;

/** Reads a job's log, or what one command printed. */
export function readLog(text: string): readonly LogLine[] {
  return text.split("\n").map((raw, index) => readLine(raw, index + 1));
}

function readLine(raw: string, number: number): LogLine {
  const shown = raw.slice(0, maxLength).replace(control, "").replace(stamp, "").replace(section, "");
  // A carriage return begins the line anew: a terminal shows what was written last.
  const line = shown.split("\r").findLast((part) => part.trim() !== "") ?? "";
  const framed = logrus.exec(line);
  if (framed) return { number, text: unquote(framed[2]!), level: levelOf(framed[1]!), command: undefined };
  const command = /^\$ (.*?)(?: # collapsed multi-line command)?$/.exec(line)?.[1];
  return { number, text: line, level: levelOf(line), command };
}

function unquote(message: string): string {
  return message.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? " " : escaped)).trim();
}

function levelOf(text: string): LogLevel {
  if (/^\[?warn(?:ing)?\b/i.test(text)) return "warning";
  if (/^(?:error|fatal|panic)\b/i.test(text)) return "error";
  return /^info$/.test(text) ? "info" : "plain";
}
