// @ts-check
import { basename } from "node:path";
import { inspect } from "node:util";

/**
 * @typedef {object} Outcome
 * @property {"passed" | "failed" | "skipped"} kind
 * @property {string} name
 * @property {number} seconds
 * @property {string} message why it failed or was skipped
 */

/**
 * A reporter of node's test runner: one line of JSON for each test, none for suites.
 * https://nodejs.org/docs/latest-v20.x/api/test.html#custom-reporters
 * @param {AsyncIterable<{type: string, data: any}>} events
 */
export default async function* report(events) {
  /** @type {Map<string, string>} what each file wrote to its error output */
  const complaints = new Map();
  for await (const { type, data } of events) {
    if (type === "test:stderr") complaints.set(data.file, (complaints.get(data.file) ?? "") + data.message);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const outcome = data.name === data.file ? fileFailure(data, complaints) : outcomeOf(type, data);
    if (outcome) yield `${JSON.stringify(outcome)}\n`;
  }
}

/**
 * A file that ended before its tests could report, such as one with a syntax error.
 * @param {any} data
 * @param {Map<string, string>} complaints
 * @returns {Outcome}
 */
function fileFailure({ file, details }, complaints) {
  const message = complaints.get(file)?.trim() || messageOf(details.error);
  return { kind: "failed", name: basename(file), seconds: details.duration_ms / 1000, message };
}

/**
 * @param {string} type
 * @param {any} data
 * @returns {Outcome | undefined} undefined for a suite that only sums up its tests
 */
function outcomeOf(type, data) {
  const { details, name: title, file, skip, todo } = data;
  const error = details.error;
  if (error?.failureType === "subtestsFailed") return undefined;
  if (details.type === "suite" && type === "test:pass" && skip === undefined) return undefined;
  const name = file ? `${basename(file)}: ${title}` : title;
  const seconds = details.duration_ms / 1000;
  if (skip !== undefined || todo !== undefined) {
    const reason = [skip, todo].find((value) => typeof value === "string" && value !== "") ?? "no reason given";
    return { kind: "skipped", name, seconds, message: reason };
  }
  if (type === "test:pass") return { kind: "passed", name, seconds, message: "" };
  return { kind: "failed", name, seconds, message: messageOf(error) };
}

/** @param {any} error the runner's, around the test's own */
function messageOf(error) {
  const cause = error?.cause ?? error;
  return cause?.stack ?? (typeof cause === "string" ? cause : inspect(cause));
}
