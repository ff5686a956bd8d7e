// @ts-check
/// <reference lib="dom" />
// The list at the top of the window: the palette, and each step of a wizard.
import { waitFor } from "../vscode/harness.mjs";
import { escapeRegExp, labelsOf, matches, STEP, textOf } from "./reading.mjs";

/** @typedef {import("playwright-core").Page} Page */

export class QuickInput {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    // A closed one stays in the document with its old rows.
    this.widget = page.locator(".quick-input-widget:visible");
    this.box = this.widget.locator(".quick-input-filter input[type=text]").first();
  }

  /** Whether it shows. */
  async isOpen() {
    return (await this.widget.count()) > 0;
  }

  /** The labels of the visible rows. */
  async rows() {
    return labelsOf(this.widget.locator(".quick-input-list .monaco-list-row"));
  }

  /** The labels of the visible rows that are ticked. */
  async tickedRows() {
    return labelsOf(this.widget.locator(".quick-input-list .monaco-list-row[aria-checked=true]"));
  }

  /**
   * What it says.
   * @returns {Promise<{title: string, step: string, placeholder: string, value: string, message: string}>}
   */
  async text() {
    const [box] = await this.box.evaluateAll((all) =>
      all.map((element) => ({
        placeholder: element.getAttribute("placeholder") ?? "",
        value: /** @type {HTMLInputElement} */ (element).value,
      })),
    );
    // The title holds the step as well: "Add platforms (1/3)".
    const title = await textOf(this.widget.locator(".quick-input-title"));
    return {
      title,
      step: /\((\d+\/\d+)\)$/.exec(title)?.[1] ?? "",
      placeholder: box?.placeholder ?? "",
      value: box?.value ?? "",
      message: await textOf(this.widget.locator(".quick-input-message")),
    };
  }

  /**
   * Waits for a step of a wizard.
   * @param {string | RegExp} title its title or placeholder, or a part of one
   */
  async waitFor(title) {
    let last = "nothing";
    await waitFor(`the question ${title}`, STEP, async () => {
      if (!(await this.isOpen())) return undefined;
      const text = await this.text();
      last = JSON.stringify(text);
      return matches(text.title, title) || matches(text.placeholder, title) ? true : undefined;
    }).catch((error) => {
      throw new Error(`${error.message} There is ${last}.`);
    });
  }

  /**
   * Waits for the message below the box, such as what is wrong with the input.
   * @param {string | RegExp} text
   */
  async waitForMessage(text) {
    await waitFor(`the message ${text}`, STEP, async () =>
      matches((await this.text()).message, text) ? true : undefined,
    );
  }

  /** Waits until it no longer shows. */
  async waitUntilClosed() {
    await this.widget.waitFor({ state: "hidden", timeout: STEP });
  }

  /** Closes it with Escape. */
  async close() {
    await waitFor("a closed quick input", STEP, async () => {
      if (!(await this.isOpen())) return true;
      await this.page.keyboard.press("Escape");
      return this.widget.waitFor({ state: "hidden", timeout: 500 }).then(
        () => true,
        () => undefined,
      );
    });
  }

  /** Goes back one step of a wizard. */
  async back() {
    await this.widget.getByRole("button", { name: /^Back/ }).first().press("Enter", { timeout: STEP });
  }

  /**
   * Takes one choice.
   * @param {string | RegExp} label a string is the whole label, or its beginning up to a comma
   */
  async pick(label) {
    await this.#choose(rowPattern(label), STEP);
  }

  /**
   * Ticks exactly these choices of a list with many, and accepts.
   * @param {(string | RegExp)[]} labels
   */
  async pickMany(labels) {
    await this.tick(labels);
    await this.page.keyboard.press("Enter");
  }

  /**
   * Ticks exactly these choices and leaves the list open.
   * @param {(string | RegExp)[]} labels
   */
  async tick(labels) {
    const wanted = labels.map(rowPattern);
    await this.widget.locator(".quick-input-list .monaco-list-row").first().waitFor({ timeout: STEP });
    const seen = new Set();
    for (;;) {
      const before = await this.#focusedRow();
      await this.page.keyboard.press("ArrowDown");
      await this.#waitForMovedFocus(before?.label);
      const row = await this.#focusedRow();
      if (row === undefined || seen.has(row.label)) break;
      seen.add(row.label);
      if (wanted.some((pattern) => pattern.test(row.label)) === row.isTicked) continue;
      await this.page.keyboard.press("Space");
      await waitFor(`a changed tick at ${row.label}`, STEP, async () =>
        (await this.#focusedRow())?.isTicked === row.isTicked ? undefined : true,
      );
    }
    const missing = wanted.find((pattern) => ![...seen].some((label) => pattern.test(label)));
    if (missing !== undefined) throw new Error(`There is no choice ${missing}, only: ${[...seen].join("; ")}`);
  }

  /**
   * Fills the box and accepts.
   * @param {string} text
   */
  async enter(text) {
    await this.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /**
   * Fills the box.
   * @param {string} text
   */
  async fill(text) {
    await this.box.waitFor({ timeout: STEP });
    await this.box.fill(text, { timeout: STEP });
  }

  /**
   * Opens the palette with some text. F1 is pressed again until it shows: the window may not listen yet.
   * @param {string} text with ">" in front for commands
   */
  async openPalette(text) {
    await waitFor("the palette", STEP, async () => {
      await this.page.keyboard.press("F1");
      return this.box.waitFor({ timeout: 1500 }).then(
        () => true,
        () => undefined,
      );
    });
    await this.box.fill(text, { timeout: 4000 });
  }

  /**
   * Opens the palette and takes a row. A change of focus elsewhere may close the palette at any moment, so the whole is
   * tried again.
   * @param {string} text
   * @param {RegExp} row
   */
  async chooseFromPalette(text, row) {
    let rows = "";
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      try {
        await this.openPalette(text);
        await this.#choose(row, 4000);
        return;
      } catch {
        rows = (await this.rows()).slice(0, 8).join("; ");
        // An open palette keeps the commands it was opened with; new ones, such as an extension's, come with the next.
        await this.close();
      }
    }
    throw new Error(`The palette did not offer ${row} for "${text}"; it shows: ${rows || "nothing"}`);
  }

  /**
   * Moves to a row by keyboard and takes it. Mouse clicks on rows are not reliable.
   * @param {RegExp} label
   * @param {number} timeout in milliseconds
   */
  async #choose(label, timeout) {
    await waitFor(`the choice ${label}`, timeout, async () => {
      const focused = await this.#focusedRow();
      if (focused !== undefined && label.test(focused.label)) return true;
      // Not before the row is there: the first results may be of the text before.
      const rows = await this.rows();
      if (!rows.some((row) => label.test(row)) && rows.length < 10) return undefined;
      await this.page.keyboard.press("ArrowDown");
      await this.#waitForMovedFocus(focused?.label);
      return undefined;
    }).catch(async (error) => {
      throw new Error(`${error.message} There is: ${(await this.rows()).join("; ") || "nothing"}`);
    });
    await this.page.keyboard.press("Enter");
  }

  /**
   * With a single row nothing moves, so the wait is short and its failure is none.
   * @param {string | undefined} before
   */
  async #waitForMovedFocus(before) {
    await waitFor("a moved focus", 500, async () =>
      (await this.#focusedRow())?.label === before ? undefined : true,
    ).catch(() => {});
  }

  /** @returns {Promise<{label: string, isTicked: boolean} | undefined>} */
  async #focusedRow() {
    const rows = await this.widget.locator(".quick-input-list .monaco-list-row.focused").evaluateAll((all) =>
      all.map((row) => ({
        label: row.getAttribute("aria-label") ?? "",
        isTicked: row.getAttribute("aria-checked") === "true",
      })),
    );
    return rows[0];
  }
}

/**
 * An icon in a label is read out by its name: "check  Create".
 * @param {string | RegExp} label
 */
function rowPattern(label) {
  return typeof label === "string" ? new RegExp(`^([a-z-]+ {2})?${escapeRegExp(label)}(,|$)`) : label;
}
