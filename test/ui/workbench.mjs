// @ts-check
/// <reference lib="dom" />
// VS Code's window as a person uses it: by keyboard, and by what is to be seen. Each function waits for its effect, so
// tests need no pauses.
import path from "node:path";
import { waitFor } from "../vscode/harness.mjs";
import { QuickInput } from "./quickInput.mjs";
import { escapeRegExp, labelsOf, linesOf, matches, STEP, textOf } from "./reading.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */
/** @typedef {import("playwright-core").Frame} Frame */
/** @typedef {"error" | "warning" | "info" | "hint"} Severity */

export class Workbench {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** The palette, and the steps of a wizard. */
    this.quickInput = new QuickInput(page);
  }

  /** Waits until the window is drawn. */
  async waitUntilReady() {
    await this.page.locator(".monaco-workbench .part.editor").waitFor({ timeout: 60_000 });
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: STEP });
  }

  /**
   * Presses keys, such as "Control+Shift+K".
   * @param {...string} keys
   */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /**
   * Types text key by key. In an editor, brackets and quotes close themselves and lists open; `insert` avoids that.
   * @param {string} text
   */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /**
   * Inserts text at once, like a paste.
   * @param {string} text
   */
  async insert(text) {
    await this.page.keyboard.insertText(text);
  }

  /**
   * Runs a command from the palette.
   * @param {string} title the full title, with its category: "Problems: Focus on Problems View"
   */
  async command(title) {
    await this.quickInput.chooseFromPalette(`>${title}`, new RegExp(`^${escapeRegExp(title)}(, |$)`));
  }

  /**
   * The titles in which the palette finds some text. Right after the start the extension's may still be missing.
   * @param {string} text
   * @returns {Promise<string[]>}
   */
  async commandsFor(text) {
    const isMatch = (/** @type {string} */ row) => row.toLowerCase().includes(text.toLowerCase());
    const isSubstitute = (/** @type {string} */ row) => /^No matching commands$|, similar commands$/.test(row);
    await this.quickInput.openPalette(`>${text}`);
    const rows = await waitFor(`commands for "${text}"`, STEP, async () => {
      const labels = await this.quickInput.rows();
      // Until then they are those of the text before.
      return labels.length > 0 && labels.every((row) => isMatch(row) || isSubstitute(row)) ? labels : undefined;
    });
    await this.quickInput.close();
    return rows.filter((row) => !isSubstitute(row));
  }

  // Editors

  /**
   * Opens a file of the workspace, waits for its text and puts the caret into it.
   * @param {string} name path in the workspace
   */
  async openFile(name) {
    const { base, dir } = path.posix.parse(name);
    const row = dir === "" ? base : `${base} ${dir}`;
    await this.quickInput.chooseFromPalette(name, new RegExp(`^${escapeRegExp(row)}(,|$)`));
    await this.waitForFile(name);
  }

  /**
   * Waits until a file's text shows and has the keyboard.
   * @param {string} name path in the workspace, or the end of it
   */
  async waitForFile(name) {
    await this.editor(name).locator(".view-line").first().waitFor({ timeout: STEP });
    await this.page.locator(`.monaco-editor.focused[data-uri$="/${name}"]`).waitFor({ timeout: STEP });
  }

  /**
   * The editor of a file, or the one with the keyboard.
   * @param {string} [name] path in the workspace, or the end of it
   * @returns {Locator}
   */
  editor(name) {
    const selector =
      name === undefined ? ".monaco-editor.focused" : `.editor-instance .monaco-editor[data-uri$="/${name}"]`;
    return this.page.locator(selector).first();
  }

  /**
   * Moves the caret.
   * @param {number} line from 1
   * @param {number} [column] from 1
   */
  async goTo(line, column = 1) {
    await this.page.locator(".monaco-editor.focused").first().waitFor({ timeout: STEP });
    await this.press("Control+g");
    await this.quickInput.fill(`:${line}:${column}`);
    await this.press("Enter");
    await this.quickInput.waitUntilClosed();
    await this.page.locator(".monaco-editor.focused").first().waitFor({ timeout: STEP });
  }

  /**
   * The visible lines of an editor, from top to bottom, with the inlay hints in them.
   * @param {string} [name]
   * @returns {Promise<string[]>}
   */
  async editorLines(name) {
    return linesOf(this.editor(name).locator(".view-lines > .view-line"));
  }

  /**
   * Waits until the visible text has (or, for a pattern, matches) something.
   * @param {string | RegExp} text
   * @param {string} [name]
   */
  async waitForText(text, name) {
    await this.#waitForLines(`${text} in the editor`, () => this.editorLines(name), text);
  }

  /** Saves the file with the keyboard and waits until its tab is no longer marked as changed. */
  async save() {
    await this.press("Control+s");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached", timeout: STEP });
  }

  /** The titles of the open tabs. */
  async tabs() {
    return labelsOf(this.page.locator(".tabs-container .tab"));
  }

  /**
   * Waits for an open tab.
   * @param {string | RegExp} title
   */
  async waitForTab(title) {
    await this.#waitForLines(`a tab ${title}`, () => this.tabs(), title);
  }

  // Findings

  /**
   * Waits for an underlined place in an editor. The first one is also the sign that the extension works.
   * @param {Severity} [severity]
   */
  async waitForSquiggle(severity = "error") {
    await this.#squiggle(severity).waitFor({ state: "attached", timeout: 60_000 });
  }

  /**
   * Waits until nothing is underlined any more.
   * @param {Severity} [severity]
   */
  async waitForNoSquiggle(severity = "error") {
    await waitFor(`an editor without ${severity} lines`, STEP, async () =>
      (await this.#squiggle(severity).count()) === 0 ? true : undefined,
    );
  }

  /** @param {Severity} severity */
  #squiggle(severity) {
    return this.page.locator(`.monaco-editor .squiggly-${severity}`).first();
  }

  /**
   * Opens the Problems view and reads its rows.
   * @returns {Promise<string[]>} such as "Error: BAD is bad at 1:4. ..."
   */
  async problems() {
    await this.command("Problems: Focus on Problems View");
    await this.page
      .locator(".markers-panel .markers-panel-container, .markers-panel")
      .first()
      .waitFor({ timeout: STEP });
    return labelsOf(this.page.locator(".markers-panel .monaco-list-row"));
  }

  /**
   * Opens the Problems view and waits for a problem.
   * @param {string | RegExp} text
   */
  async waitForProblem(text) {
    await this.command("Problems: Focus on Problems View");
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    await this.#waitForLines(`the problem ${text}`, () => labelsOf(rows), text);
  }

  /**
   * Opens the menu of code actions at the caret and reads it. Close it with Escape.
   * @returns {Promise<string[]>} such as "Make it good, Quick Fix"
   */
  async codeActions() {
    const menu = this.page.locator(".action-widget:visible");
    await waitFor("the menu of code actions", STEP, async () => {
      await this.press("Control+.");
      return menu
        .locator(".monaco-list-row")
        .first()
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => undefined,
        );
    });
    return labelsOf(menu.locator(".monaco-list-row"));
  }

  /**
   * Applies a code action at the caret.
   * @param {string} title
   */
  async applyCodeAction(title) {
    const labels = await this.codeActions();
    const wanted = labels.find((label) => label === title || label.startsWith(`${title},`));
    if (wanted === undefined) throw new Error(`There is no code action "${title}", only: ${labels.join("; ")}`);
    const menu = this.page.locator(".action-widget:visible");
    const focused = menu.locator(".monaco-list-row.focused");
    await waitFor(`the focus on ${title}`, STEP, async () => {
      const before = await focusedLabel(focused);
      if (before === wanted) return true;
      await this.press("ArrowDown");
      await waitFor("a moved focus", 500, async () =>
        (await focusedLabel(focused)) === before ? undefined : true,
      ).catch(() => {});
      return undefined;
    });
    await this.press("Enter");
    await menu.waitFor({ state: "hidden", timeout: STEP });
  }

  // Language features

  /**
   * The hover at the caret. Close it with Escape.
   * @returns {Promise<string>}
   */
  async hover() {
    const hover = this.page.locator(".monaco-editor .monaco-hover:not(.hidden):visible").first();
    // Straight after a change the hover may come before its text.
    return waitFor("a hover", STEP, async () => {
      if ((await hover.count()) === 0) await this.press("Control+k", "Control+i");
      await hover.waitFor({ timeout: 2000 }).catch(() => {});
      const text = await textOf(hover);
      return text.trim() === "" || /^Loading\.\.\.$/.test(text.trim()) ? undefined : text;
    });
  }

  /**
   * What is offered to complete at the caret. Close the list with Escape.
   * @returns {Promise<string[]>}
   */
  async completions() {
    const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
    await waitFor("a list of completions", STEP, async () => {
      await this.press("Control+Space");
      return rows
        .first()
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => undefined,
        );
    });
    return labelsOf(rows);
  }

  /**
   * Completes at the caret.
   * @param {string} label
   */
  async complete(label) {
    await this.completions();
    const widget = this.page.locator(".suggest-widget.visible");
    const focused = widget.locator(".monaco-list-row.focused");
    await waitFor(`the completion ${label}`, STEP, async () => {
      const before = await focusedLabel(focused);
      if (before === label || before?.startsWith(`${label},`)) return true;
      await this.press("ArrowDown");
      await waitFor("a moved focus", 500, async () =>
        (await focusedLabel(focused)) === before ? undefined : true,
      ).catch(() => {});
      return undefined;
    });
    await this.press("Enter");
    await widget.waitFor({ state: "hidden", timeout: STEP });
  }

  /** The texts of the code lenses to be seen. */
  async codeLenses() {
    return linesOf(this.page.locator(".codelens-decoration a"));
  }

  /**
   * Clicks a code lens; the keyboard has no way to it.
   * @param {string} text
   */
  async clickCodeLens(text) {
    await this.page.locator(".codelens-decoration a").filter({ hasText: text }).first().click({ timeout: STEP });
  }

  /**
   * Renames the symbol at the caret.
   * @param {string} newName
   */
  async rename(newName) {
    const input = this.page.locator(".rename-box input.rename-input");
    await waitFor("the rename box", STEP, async () => {
      await this.press("F2");
      return input.waitFor({ timeout: 3000 }).then(
        () => true,
        () => undefined,
      );
    });
    await input.fill(newName);
    await this.press("Enter");
    await input.waitFor({ state: "hidden", timeout: STEP });
  }

  // Notifications and dialogs

  /**
   * Waits for a notification.
   * @param {string | RegExp} text
   * @returns {Promise<string>} all of its text
   */
  async waitForNotification(text) {
    const notification = this.#notification(text);
    await notification.waitFor({ timeout: STEP });
    return textOf(notification);
  }

  /**
   * Presses a button of a notification.
   * @param {string | RegExp} text
   * @param {string} button
   */
  async answerNotification(text, button) {
    await this.waitForNotification(text);
    const target = this.#notification(text).getByRole("button", { name: button, exact: true });
    await target.focus({ timeout: STEP });
    await this.press("Enter");
    await target.waitFor({ state: "hidden", timeout: STEP });
  }

  /** @param {string | RegExp} text */
  #notification(text) {
    return this.page.locator(".notification-toast:visible").filter({ hasText: text }).first();
  }

  /**
   * Waits for a modal dialog.
   * @param {string | RegExp} text
   * @returns {Promise<string>} all of its text
   */
  async waitForDialog(text) {
    const dialog = this.#dialog(text);
    await dialog.waitFor({ timeout: STEP });
    return textOf(dialog);
  }

  /**
   * Presses a button of a modal dialog and waits until it is gone.
   * @param {string | RegExp} text
   * @param {string} button
   */
  async answerDialog(text, button) {
    await this.waitForDialog(text);
    await this.#dialog(text).getByRole("button", { name: button, exact: true }).focus({ timeout: STEP });
    await this.press("Enter");
    await this.#dialog(text).waitFor({ state: "hidden", timeout: STEP });
  }

  /** @param {string | RegExp} text */
  #dialog(text) {
    return this.page.locator(".monaco-dialog-box").filter({ hasText: text }).first();
  }

  // Panels

  /**
   * The text of the terminal in front: the visible screen only, long lines wrapped.
   * @returns {Promise<string>}
   */
  async terminalText() {
    return (await linesOf(this.page.locator(".terminal-wrapper.active .xterm-rows > div"))).join("\n");
  }

  /**
   * Waits for text in the terminal in front.
   * @param {string | RegExp} text
   * @param {number} [timeout] in milliseconds
   */
  async waitForTerminal(text, timeout = 60_000) {
    let last = "";
    await waitFor(`${text} in the terminal`, timeout, async () => {
      last = await this.terminalText();
      return matches(last, text) ? true : undefined;
    }).catch((error) => {
      throw new Error(`${error.message} It shows:\n${last}`);
    });
  }

  /**
   * Runs a task through the list of tasks.
   * @param {string} type the task type, such as "shell"
   * @param {string} name the task as the list shows it: "source: name"
   */
  async runTask(type, name) {
    await this.command("Tasks: Run Task");
    await this.quickInput.waitFor(/Select the task/);
    // With few tasks the list names them at once; else they are in the folder of their type.
    const row = await waitFor(`the task ${name}`, STEP, async () => {
      const rows = await this.quickInput.rows();
      return [name, `All ${type} tasks`, type].find((label) =>
        rows.some((one) => one === label || one.startsWith(`${label},`)),
      );
    });
    await this.quickInput.pick(row);
    if (row !== name) await this.quickInput.pick(name);
    // Some tasks are asked how to search their output for problems.
    const question = /Continue without scanning/;
    await waitFor("the start of the task", STEP, async () => {
      if (!(await this.quickInput.isOpen())) return true;
      const rows = await this.quickInput.rows();
      if (rows.some((label) => question.test(label))) await this.quickInput.pick(question);
      return undefined;
    });
  }

  /**
   * Shows a channel of the Output view and waits for text in it.
   * @param {string} channel
   * @param {string | RegExp} text
   */
  async waitForOutput(channel, text) {
    await this.command("Output: Show Output Channels...");
    await this.quickInput.pick(channel);
    const lines = this.page.locator(
      ".panel .output-view-container .view-line, .panel .output .view-line, .panel .monaco-editor .view-line",
    );
    await this.#waitForLines(`${text} in the output of ${channel}`, () => linesOf(lines), text);
  }

  /**
   * Waits for a label of the status bar.
   * @param {string | RegExp} text
   */
  async waitForStatus(text) {
    await this.#waitForLines(`${text} in the status bar`, () => this.statusItems(), text);
  }

  /**
   * The labels of the status bar.
   * @returns {Promise<string[]>}
   */
  async statusItems() {
    return labelsOf(this.page.locator(".part.statusbar .statusbar-item .statusbar-item-label"));
  }

  /**
   * The visible rows of a tree view, by accessible name.
   * @param {string | RegExp} tree the accessible name of the tree
   */
  async treeRows(tree) {
    return labelsOf(this.page.getByRole("tree", { name: tree }).getByRole("treeitem"));
  }

  /**
   * The inner document of a webview. Webviews get replaced, so ask again after a reload.
   * @param {string} title of the document, or of its view
   * @returns {Promise<Frame>}
   */
  async webview(title) {
    return waitFor(`the page "${title}"`, STEP, async () => {
      for (const frame of this.page.frames()) {
        if (!frame.url().includes("/webview/browser/pre/fake.html")) continue;
        // A frame may go away while it is looked at.
        const found = await frame
          .frameElement()
          .then((element) =>
            element.evaluate((node) => {
              const { id, title } = /** @type {HTMLIFrameElement} */ (node);
              return [id, title];
            }),
          )
          .catch(() => []);
        if (found[0] === "active-frame" && found[1] === title) return frame;
      }
      return undefined;
    });
  }

  /**
   * The inner document of a Markdown preview, found by its first heading.
   * @param {string} heading
   * @returns {Promise<Frame>}
   */
  async previewOf(heading) {
    return waitFor(`the page with the heading "${heading}"`, STEP, async () => {
      for (const frame of this.page.frames()) {
        if (!frame.url().includes("/webview/browser/pre/fake.html")) continue;
        const title = frame.getByRole("heading", { level: 1, name: heading, exact: true });
        if ((await title.count().catch(() => 0)) > 0) return frame;
      }
      return undefined;
    });
  }

  /**
   * @param {string} what
   * @param {() => Promise<string[]>} read
   * @param {string | RegExp} text
   */
  async #waitForLines(what, read, text) {
    /** @type {string[]} */
    let last = [];
    await waitFor(what, STEP, async () => {
      last = await read();
      return matches(last.join("\n"), text) ? true : undefined;
    }).catch((error) => {
      throw new Error(`${error.message} There is:\n${last.join("\n")}`);
    });
  }
}

/** @param {Locator} row */
async function focusedLabel(row) {
  return (await labelsOf(row))[0];
}
