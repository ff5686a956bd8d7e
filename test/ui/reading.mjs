// @ts-check
/// <reference lib="dom" />
// Reading what VS Code shows. A window redraws at any moment, so each function reads all at once and never waits.

/** @typedef {import("playwright-core").Locator} Locator */

/** How long one step may take, in milliseconds. Long, as the machine may be busy; a step goes on as soon as it can. */
export const STEP = 20_000;

/**
 * The accessible names of all elements that have one, in the order on the screen (rows are drawn in any order).
 * @param {Locator} elements
 * @returns {Promise<string[]>}
 */
export async function labelsOf(elements) {
  return elements.evaluateAll((all) =>
    all
      .map((element) => ({
        top: element.getBoundingClientRect().top,
        label: element.getAttribute("aria-label") ?? "",
      }))
      .sort((one, other) => one.top - other.top)
      .map(({ label }) => label)
      .filter((label) => label !== ""),
  );
}

/**
 * The text of each element, in the order on the screen, with ordinary blanks.
 * @param {Locator} elements
 * @returns {Promise<string[]>}
 */
export async function linesOf(elements) {
  return elements.evaluateAll((all) =>
    all
      .map((element) => ({
        top: element.getBoundingClientRect().top,
        text: (element.textContent ?? "").replaceAll("\u00a0", " "),
      }))
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text),
  );
}

/**
 * The text of the first element as it is drawn; empty when there is none.
 * @param {Locator} elements
 * @returns {Promise<string>}
 */
export async function textOf(elements) {
  const texts = await elements.evaluateAll((all) =>
    all.map((element) => /** @type {HTMLElement} */ (element).innerText),
  );
  return (texts[0] ?? "").replaceAll("\u00a0", " ");
}

/**
 * Whether a text has a string in it, or matches a pattern.
 * @param {string} text
 * @param {string | RegExp} pattern
 */
export function matches(text, pattern) {
  return typeof pattern === "string" ? text.includes(pattern) : pattern.test(text);
}

/** @param {string} text */
export function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
