import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, closeEditors, findings, open, openWith, retype, waitForNoRule, waitForRule } from "./workspace";

const root = `include:
  - local: /builds.yml
create_manifest:
  needs: [build-amd64]
  script: buildah manifest create $CI_REGISTRY_IMAGE:latest
`;
const builds = (name: string, platform = "linux/amd64") =>
  `${name}:\n  script: buildah build --platform ${platform} -t $CI_REGISTRY_IMAGE:amd64 .\n`;

const write = (name: string, text: string) => vscode.workspace.fs.writeFile(at(name), new TextEncoder().encode(text));

// They lie in the top folder: what is written into a folder that is new may escape VS Code's watcher.
describe("files that a pipeline includes", () => {
  afterEach(async () => {
    await closeEditors();
    for (const name of ["including.gitlab-ci.yml", "builds.yml"]) {
      await vscode.workspace.fs.delete(at(name)).then(undefined, () => {});
    }
  });

  it("count as they are on disk, also when they change there", async () => {
    await write("builds.yml", builds("build-amd46"));
    const document = await openWith("including.gitlab-ci.yml", root);
    await waitForRule(document.uri, "needs-undefined");
    await write("builds.yml", builds("build-amd64"));
    await waitForNoRule(document.uri, "needs-undefined");
    await write("builds.yml", builds("build-amd46"));
    await waitForRule(document.uri, "needs-undefined");
    // Without the file nobody knows which jobs there are.
    await vscode.workspace.fs.delete(at("builds.yml"));
    await waitForNoRule(document.uri, "needs-undefined");
  });

  it("have findings of their own, and count as they are typed", async () => {
    await write("including.gitlab-ci.yml", root);
    const document = await openWith("builds.yml", builds("build-amd64", "linux/x86_64"));
    const finding = await waitForRule(document.uri, "platform-alias");
    assert.equal(document.getText(finding.range), "linux/x86_64");
    await retype(document, builds("build-amd46"));
    await waitForRule(at("including.gitlab-ci.yml"), "needs-undefined");
  });
});

describe("settings", () => {
  afterEach(closeEditors);

  it("hide the lenses and show them again without a reload", async () => {
    const { uri } = await open(".gitlab-ci.yml");
    const settings = vscode.workspace.getConfiguration("buildahPipelines");
    const waitForLenses = async (isThere: boolean) => {
      for (;;) {
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          uri,
          100,
        );
        if (lenses.length > 0 === isThere) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await waitForLenses(true);
    try {
      await settings.update("codeLens.enable", false, vscode.ConfigurationTarget.Global);
      await waitForLenses(false);
    } finally {
      await settings.update("codeLens.enable", undefined, vscode.ConfigurationTarget.Global);
    }
    await waitForLenses(true);
    assert.ok(findings(uri).length > 0, "The findings stay.");
  });
});
