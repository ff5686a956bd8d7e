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
  `${name}:\n  script: buildah build --platform ${platform} -t app .\n`;

const write = (name: string, text: string) => vscode.workspace.fs.writeFile(at(name), new TextEncoder().encode(text));

async function remove(...names: string[]): Promise<void> {
  await closeEditors();
  for (const name of names) {
    await vscode.workspace.fs.delete(at(name), { recursive: true }).then(undefined, () => {});
  }
}

describe("files that a pipeline includes", () => {
  afterEach(() => remove("including.gitlab-ci.yml", "builds.yml", "parts", "moved"));

  it("have their findings in the Problems panel though nobody has opened them", async () => {
    await write("builds.yml", builds("build-amd64", "linux/x86_64"));
    await write("including.gitlab-ci.yml", root);
    await waitForRule(at("builds.yml"), "platform-alias");
    await vscode.workspace.fs.delete(at("including.gitlab-ci.yml"));
    await waitForNoRule(at("builds.yml"), "platform-alias");
  });

  it("are followed when their folder is renamed", async () => {
    await write("parts/x.gitlab-ci.yml", "include: /parts/builds.yml\n");
    await write("parts/builds.yml", builds("build-amd64", "linux/x86_64"));
    await waitForRule(at("parts/builds.yml"), "platform-alias");
    await vscode.workspace.fs.rename(at("parts"), at("moved"));
    await waitForNoRule(at("parts/builds.yml"), "platform-alias");
    await write("moved/x.gitlab-ci.yml", "include: /moved/builds.yml\n");
    await waitForRule(at("moved/builds.yml"), "platform-alias");
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

describe("an open fragment", () => {
  afterEach(() => remove("ci", "fragment.gitlab-ci.yml"));

  it("is underlined as a part of its root, and only where it is sure without one", async () => {
    const text = `${builds("build-amd64", "linux/x86_64")}manifest:\n  needs: [gone]\n  script: buildah manifest create x\n`;
    const document = await openWith("ci/image.yml", text);
    await waitForRule(document.uri, "platform-alias");
    assert.equal(findings(document.uri).length, 1);
    await write("fragment.gitlab-ci.yml", "include: ci/image.yml\n");
    const finding = await waitForRule(document.uri, "needs-undefined");
    assert.equal(document.getText(finding.range), "gone");
    assert.equal(findings(document.uri).length, 2);
  });
});

describe("settings", () => {
  afterEach(() => remove("pipelines"));

  it("name pipelines of any name", async () => {
    const text = "manifest:\n  needs: [gone]\n  script: buildah manifest create x\n";
    const { uri } = await openWith("pipelines/main.yml", text);
    const settings = vscode.workspace.getConfiguration("buildahPipelines");
    try {
      await settings.update("files", ["pipelines/*.yml"], vscode.ConfigurationTarget.Workspace);
      await waitForRule(uri, "needs-undefined");
    } finally {
      await settings.update("files", undefined, vscode.ConfigurationTarget.Workspace);
    }
    await waitForNoRule(uri, "needs-undefined");
  });

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
