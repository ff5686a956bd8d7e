// @ts-check
import assert from "node:assert/strict";

const pipeline = `build-amd64:
  script:
    - buildah build --platform=linux/x86_64 -t $CI_REGISTRY_IMAGE:amd64 .
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
      // Only what is in sight of a long list is there to be picked.
      await workbench.quickInput.fill("needs-undefined");
      await workbench.quickInput.pick("needs-undefined");
      const page = await workbench.previewOf("needs-undefined");
      await page.getByRole("heading", { name: "Why" }).waitFor();
      await screenshot("rule page");
    },
  },
  {
    name: "The language status counts the problems",
    files,
    open,
    async run({ workbench }) {
      await workbench.waitForSquiggle("error");
      await workbench.waitForStatus(/Buildah: 2 problems/);
    },
  },
];
