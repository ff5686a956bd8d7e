// @ts-check
import assert from "node:assert/strict";

/** @type {import("./runner.mjs").UiTest[]} */
export default [
  {
    name: "A folder that is not trusted is linted, and nothing of it can be built",
    files: {
      ".gitlab-ci.yml": "build:\n  needs: [nothing]\n  script: buildah build --platform=linux/amd64 .\n",
      Containerfile: "FROM scratch\n",
    },
    settings: { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "always" },
    async run({ workbench }) {
      await workbench.answerDialog("trust the authors", "No, I don't trust the authors");
      await workbench.openFile(".gitlab-ci.yml");
      await workbench.waitForSquiggle("error");
      assert.deepEqual(await workbench.codeLenses(), []);
      const commands = await workbench.commandsFor("Buildah:");
      assert.ok(!commands.includes("Buildah: Build for Host Platform"), commands.join("; "));
      assert.ok(commands.includes("Buildah: Scaffold Multi-Platform Pipeline"), commands.join("; "));
    },
  },
];
