// @ts-check
import assert from "node:assert/strict";

const title = "Buildah: Scaffold Multi-Platform Pipeline";
const files = { Containerfile: "FROM scratch\nCOPY page.html /\n", "page.html": "<p>Hello</p>\n" };

/** @type {import("./runner.mjs").UiTest[]} */
export default [
  {
    name: "The wizard writes a pipeline for the chosen platforms",
    files,
    async run({ workbench, waitForFile, screenshot }) {
      const { quickInput } = workbench;
      await workbench.command(title);
      await quickInput.waitFor("(1/6)");
      await quickInput.pick("Containerfile");
      await quickInput.waitFor("(2/6)");
      await screenshot("wizard");
      await quickInput.pickMany(["linux/amd64", "linux/s390x"]);
      await quickInput.waitFor("linux/amd64");
      await quickInput.pick("saas-linux-small-amd64");
      await quickInput.waitFor("linux/s390x");
      await quickInput.enter("mainframe");
      await quickInput.waitFor("(5/6)");
      await quickInput.enter("$CI_REGISTRY_IMAGE:stable");
      await quickInput.waitFor("(6/6)");
      await screenshot("wizard preview");
      await quickInput.pick("Create .gitlab-ci.yml");

      const written = await waitForFile(".gitlab-ci.yml", /^create_manifest:/m);
      assert.match(written, /--platform=linux\/amd64 /);
      assert.match(written, /--platform=linux\/s390x /);
      assert.match(written, /- mainframe$/m);
      assert.match(written, /:stable/);
      assert.doesNotMatch(written, /arm64/);
      // What GitLab's own page does so may earn a note; a mistake would be the wizard's.
      await workbench.waitForStatus(/Buildah: no problems(,|$)/m);
      await workbench.waitForNoSquiggle("error");
      await workbench.waitForNoSquiggle("warning");
    },
  },
  {
    name: "The wizard goes back without losing answers, and writes nothing when it is left",
    files,
    async run({ workbench, read }) {
      const { quickInput } = workbench;
      await workbench.command(title);
      await quickInput.waitFor("(1/6)");
      await quickInput.pick("Containerfile");
      await quickInput.waitFor("(2/6)");
      await quickInput.pickMany(["linux/amd64", "linux/ppc64le"]);
      await quickInput.waitFor("linux/amd64");
      await quickInput.back();
      await quickInput.waitFor("(2/6)");
      assert.deepEqual(
        (await quickInput.tickedRows()).map((row) => row.split(",")[0]),
        ["linux/amd64", "linux/ppc64le"],
      );
      await quickInput.close();
      await assert.rejects(read(".gitlab-ci.yml"));
    },
  },
  {
    name: "The wizard asks before it replaces a pipeline, and one undo brings the old one back",
    files: { ...files, ".gitlab-ci.yml": "# mine\n" },
    open: ".gitlab-ci.yml",
    async run({ workbench, read, waitForFile }) {
      const { quickInput } = workbench;
      await workbench.command(title);
      await quickInput.waitFor("(1/8)");
      await quickInput.pick("Containerfile");
      await quickInput.waitFor("(2/8)");
      await quickInput.pickMany(["linux/amd64"]);
      await quickInput.waitFor("linux/amd64");
      await quickInput.pick("saas-linux-small-amd64");
      await quickInput.waitFor("CI_REGISTRY_IMAGE");
      await quickInput.enter("$CI_REGISTRY_IMAGE:latest");
      await quickInput.waitFor("exists already");
      await quickInput.pick("Replace .gitlab-ci.yml");
      await quickInput.waitFor("will be written");
      assert.equal(await read(".gitlab-ci.yml"), "# mine\n");
      await quickInput.pick("Replace .gitlab-ci.yml");
      await waitForFile(".gitlab-ci.yml", /^create_manifest:/m);
      await workbench.press("Control+z");
      await workbench.save();
      await waitForFile(".gitlab-ci.yml", /^# mine\n$/);
    },
  },
];
