// @ts-check
import assert from "node:assert/strict";
import { waitFor } from "../vscode/harness.mjs";

const pipeline = `build-amd64:
  script:
    - buildah build --platform=linux/x86_64 -t app .
create_manifest:
  needs: [build-amd46]
  script: buildah manifest create $CI_REGISTRY_IMAGE:latest
`;
const files = { ".gitlab-ci.yml": pipeline };
const open = ".gitlab-ci.yml";

/** @type {import("./runner.mjs").UiTest[]} */
export default [
  {
    name: "A mistake is underlined and listed, and goes away while it is corrected",
    files,
    open,
    async run({ workbench, screenshot }) {
      await workbench.waitForSquiggle("error");
      await workbench.waitForProblem(/^Error: .*build-amd46.* at line 5 and character 11/m);
      await workbench.openFile(".gitlab-ci.yml");
      await screenshot("lint");
      await workbench.goTo(5, 22);
      await workbench.press("Backspace", "Backspace");
      await workbench.type("64");
      await workbench.waitForNoSquiggle("error");
    },
  },
  {
    name: "A quick fix corrects a platform with the keyboard alone",
    files,
    open,
    async run({ workbench, waitForFile, screenshot }) {
      await workbench.waitForSquiggle("info");
      await workbench.goTo(3, 36);
      assert.match(await workbench.hover(), /linux\/amd64/);
      await workbench.press("Escape");
      await workbench.codeActions();
      await screenshot("quick fix");
      await workbench.press("Escape");
      await workbench.applyCodeAction("Write linux/amd64");
      await workbench.waitForNoSquiggle("info");
      await workbench.save();
      await waitForFile(".gitlab-ci.yml", "--platform=linux/amd64 ");
    },
  },
  {
    name: "A quick fix suppresses a finding with the keyboard alone",
    files,
    open,
    async run({ workbench, waitForFile }) {
      await workbench.waitForSquiggle("info");
      await workbench.goTo(3, 36);
      await workbench.applyCodeAction("Suppress platform-alias here with a comment");
      await workbench.waitForNoSquiggle("info");
      await workbench.save();
      await waitForFile(".gitlab-ci.yml", "    # buildah-lint-disable-next-line platform-alias\n    - buildah build");
    },
  },
  {
    name: "The page of a rule opens from the palette",
    files,
    open,
    async run({ workbench, screenshot }) {
      await workbench.waitForSquiggle("error");
      await workbench.command("Buildah: Explain Rule");
      await workbench.quickInput.waitFor("Explain Rule");
      // Those of the file come first.
      await waitFor("the rules of the file", 20_000, async () => {
        const [first, second] = await workbench.quickInput.rows();
        return first?.startsWith("platform-alias,") && second?.startsWith("needs-undefined,") ? true : undefined;
      });
      await screenshot("rules");
      // Only what is in sight of a long list is there to be picked.
      await workbench.quickInput.fill("needs-undefined");
      await workbench.quickInput.pick("needs-undefined");
      const page = await workbench.previewOf("needs-undefined");
      await page.getByRole("heading", { name: "Why" }).waitFor();
      await screenshot("rule page");
    },
  },
  {
    name: "The link of a finding opens the page of its rule",
    files,
    open,
    async run({ workbench, page }) {
      await workbench.waitForSquiggle("info");
      await workbench.goTo(3, 36);
      await workbench.hover();
      await page.locator(".monaco-hover:visible a").filter({ hasText: "platform-alias" }).first().click();
      const shown = await workbench.previewOf("platform-alias");
      await shown.getByRole("heading", { name: "When it stays silent" }).waitFor();
    },
  },
  {
    name: "The settings of the rules are to be found and understood",
    files,
    open,
    settings: { "buildahPipelines.rules": { "platform-alias": "off" } },
    async run({ workbench, page, screenshot }) {
      await workbench.waitForSquiggle("error");
      await workbench.command("Preferences: Open Settings (UI)");
      await page.locator(".settings-editor .settings-header .monaco-editor").first().waitFor();
      await workbench.insert("buildahPipelines.rules");
      await page.locator(".setting-item-contents").filter({ hasText: "platform-alias" }).first().waitFor();
      // The rules and the severities are there to be chosen. While the search goes on, the list is drawn anew, and a
      // click is lost.
      const add = page.getByRole("button", { name: /^Add Item/ }).first();
      const choices = page.locator(".setting-list-row select, .setting-list-edit-row select");
      await waitFor("lists of rules and severities", 20_000, async () => {
        if ((await choices.count()) === 2) return true;
        await add.click({ timeout: 2_000 }).catch(() => {});
        return undefined;
      });
      await screenshot("settings");
    },
  },
  {
    name: "What is no YAML is underlined where no extension for YAML does that, and the settings are completed",
    files: { ".gitlab-ci.yml": "a: {script: *gone}\n", ".buildah-pipelines.yml": "rules:\n  \n" },
    open,
    async run({ workbench, screenshot }) {
      await workbench.waitForSquiggle("error");
      await workbench.openFile(".buildah-pipelines.yml");
      await workbench.goTo(2, 3);
      assert.ok((await workbench.completions()).some((label) => label.startsWith("build-multi-platform-tag")));
      await screenshot("settings file");
      await workbench.press("Escape");
    },
  },
  {
    name: "What is no YAML is left to an extension for YAML",
    files: { ".gitlab-ci.yml": "a: {script: buildah build --platform linux/x86_64 .}\nb: {script: *gone}\n" },
    open,
    extensions: [{ publisher: "redhat", name: "vscode-yaml" }],
    async run({ workbench }) {
      await workbench.waitForSquiggle("info");
      // The row of the file, and the one of the platform.
      const rows = await workbench.problems();
      assert.equal(rows.length, 2, rows.join("\n"));
    },
  },
  {
    name: "The language status counts the problems",
    files,
    open,
    async run({ workbench }) {
      await workbench.waitForSquiggle("error");
      await workbench.waitForStatus(/Buildah: 1 problem, 1 note/);
    },
  },
];
