// @ts-check
import assert from "node:assert/strict";
import { waitFor } from "../vscode/harness.mjs";

const pipeline = `default:
  image: quay.io/buildah/stable
  before_script:
    - echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY
build-amd64:
  stage: build
  tags: [saas-linux-small-amd64]
  script:
    - buildah build --platform=linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 .
    - buildah push $CI_REGISTRY_IMAGE:amd64
build-arm64:
  stage: build
  tags: [saas-linux-small-arm64]
  script:
    - buildah build --platform=linux/arm64 -t $CI_REGISTRY_IMAGE:arm64 .
    - buildah push $CI_REGISTRY_IMAGE:arm64
index:
  stage: build
  needs: [build-amd64]
  tags: [saas-linux-small-amd64]
  script:
    - buildah manifest create index
    - buildah manifest add index docker://$CI_REGISTRY_IMAGE:amd64
    - buildah manifest add index docker://$CI_REGISTRY_IMAGE:arm64
    - buildah manifest push --all index docker://$CI_REGISTRY_IMAGE:latest
`;
const log = [
  "\x1b[0KRunning with gitlab-runner 17.5.3 (12030cf4)\x1b[0;m",
  '\x1b[0KPreparing the "docker+machine" executor\x1b[0;m',
  "\x1b[0KUsing Docker executor with image quay.io/buildah/stable ...\x1b[0;m",
  "\x1b[32;1m$ buildah manifest create index\x1b[0;m",
  "21f7ea09fa3a2ddcd7b5a4a5b7a0c0b7ae36a1ba9f27a7b11ad2b3ff7b5ea7cc",
  "\x1b[32;1m$ buildah manifest add index docker://$CI_REGISTRY_IMAGE:amd64\x1b[0;m",
  "21f7ea09fa3a2ddcd7b5a4a5b7a0c0b7ae36a1ba9f27a7b11ad2b3ff7b5ea7cc",
  "\x1b[32;1m$ buildah manifest add index docker://$CI_REGISTRY_IMAGE:arm64\x1b[0;m",
  'time="2026-02-03T10:11:12Z" level=warning msg="Failed, retrying in 1s ... (1/3). Error: reading manifest"',
  "Error: reading manifest arm64 in registry.example.com/team/app: manifest unknown",
  "\x1b[31;1mERROR: Job failed: exit code 125\x1b[0;m",
  "",
].join("\n");
const cause = "registry.example.com/team/app:arm64 is not in the registry, or not yet.";
const open = ".gitlab-ci.yml";

/** @type {import("./runner.mjs").UiTest[]} */
export default [
  {
    name: "A log in the editor is explained, and its cause is one key away",
    files: { ".gitlab-ci.yml": pipeline, "job.log": log },
    open: "job.log",
    async run({ workbench, page, screenshot }) {
      await workbench.command("Buildah: Explain Job Log");
      await workbench.quickInput.waitFor("Explain Job Log");
      await waitFor("the log in front", 20_000, async () =>
        (await workbench.quickInput.rows())[0]?.includes("Active Editor") ? true : undefined,
      );
      await workbench.press("Enter");
      const shown = await workbench.previewOf(cause);
      await shown.locator("code").filter({ hasText: "manifest unknown" }).waitFor();
      await page.locator(".notifications-toasts .notification-list-item").first().waitFor();
      await screenshot("explanation");
      await workbench.command("Notifications: Accept Notification Primary Action");
      await workbench.waitForFile(".gitlab-ci.yml");
    },
  },
  {
    name: "The page of a copied log leads to the rule",
    files: { ".gitlab-ci.yml": pipeline, "job.log": log },
    open,
    async run({ workbench, screenshot }) {
      await workbench.openFile("job.log");
      await workbench.press("Control+a", "Control+c");
      await workbench.openFile(".gitlab-ci.yml");
      await workbench.command("Buildah: Explain Job Log");
      await workbench.quickInput.waitFor("Explain Job Log");
      assert.match((await workbench.quickInput.rows())[0] ?? "", /Clipboard/);
      await screenshot("log sources");
      await workbench.press("Enter");
      const shown = await workbench.previewOf(cause);
      await shown.getByRole("link", { name: "manifest-needs-partial" }).click();
      await workbench.previewOf("manifest-needs-partial");
    },
  },
  {
    name: "This machine is checked from the palette, and no registry is asked",
    files: { ".gitlab-ci.yml": pipeline },
    open,
    async run({ workbench, page, screenshot }) {
      await workbench.waitForSquiggle("error");
      await workbench.command("Buildah: Check This Machine");
      await workbench.waitForTab(/^This Machine/m);
      const shown = await waitFor("the page", 60_000, async () => {
        for (const frame of page.frames()) if ((await frame.getByText("Ask a Registry").count()) > 0) return frame;
        return undefined;
      });
      await shown.getByText("linux/amd64 is built natively").waitFor();
      await screenshot("machine");
    },
  },
];
