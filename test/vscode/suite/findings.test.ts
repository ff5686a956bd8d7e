import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  at,
  closeEditors,
  findings,
  open,
  openWith,
  retype,
  waitForFindings,
  waitForNoRule,
  waitForRule,
} from "./workspace";

const withUndefinedNeed = `build-amd64:
  script: buildah build --platform linux/amd64 -t $CI_REGISTRY_IMAGE:amd64 .
create_manifest:
  needs: [build-amd46]
  script: buildah manifest create $CI_REGISTRY_IMAGE:latest
`;

const unprivilegedRunner = `[[runners]]
  name = "builder"
  executor = "docker"
  [runners.docker]
    image = "quay.io/buildah/stable"
`;

describe("findings", () => {
  const made: vscode.Uri[] = [];
  const make = async (name: string, text: string) => {
    made.push(at(name));
    return openWith(name, text);
  };

  afterEach(async () => {
    await closeEditors();
    for (const uri of made.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  it("are the three mistakes that the sample's page promises", async () => {
    const { uri } = await open(".gitlab-ci.yml");
    const isMistake = ({ severity }: vscode.Diagnostic) => severity <= vscode.DiagnosticSeverity.Warning;
    await waitForFindings(uri, (found) => found.filter(isMistake).length === 3);
  });

  it("underline exactly the wrong name", async () => {
    const document = await make("needs.gitlab-ci.yml", withUndefinedNeed);
    const finding = await waitForRule(document.uri, "needs-undefined");
    assert.equal(document.getText(finding.range), "build-amd46");
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
  });

  it("come and go with what is typed, before anything is saved", async () => {
    const document = await make("typed.gitlab-ci.yml", withUndefinedNeed.replace("build-amd46", "build-amd64"));
    await retype(document, withUndefinedNeed);
    await waitForRule(document.uri, "needs-undefined");
    await retype(document, withUndefinedNeed.replace("build-amd46", "build-amd64"));
    await waitForNoRule(document.uri, "needs-undefined");
    assert.equal(document.isDirty, true);
  });

  it("lead to the page of their rule", async () => {
    const document = await make("page.gitlab-ci.yml", withUndefinedNeed);
    const { code } = await waitForRule(document.uri, "needs-undefined");
    assert.ok(typeof code === "object");
    const page = await vscode.workspace.fs.readFile(code.target);
    assert.match(new TextDecoder().decode(page), /^# needs-undefined\n/);
  });

  it("and Explain Rule open the page as a reader wants to see it, for every rule and the index", async () => {
    const shown = async (path: string) => {
      const isShown = () => {
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return input instanceof vscode.TabInputCustom && input.uri.path === path && /preview/.test(input.viewType);
      };
      while (!isShown()) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    const document = await make("link.gitlab-ci.yml", withUndefinedNeed);
    const { code } = await waitForRule(document.uri, "needs-undefined");
    assert.ok(typeof code === "object");
    // What a click on the link of a finding does.
    await vscode.commands.executeCommand("vscode.open", code.target);
    await shown("/rules/needs-undefined.md");
    await vscode.commands.executeCommand("buildahPipelines.explainRule", "platform-alias");
    await shown("/rules/platform-alias.md");
    const folder = vscode.Uri.joinPath(code.target, "..");
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.joinPath(folder, "index.md"));
    await shown("/rules/index.md");
    const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
    const index = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, "index.md"));
    const listed = [...new TextDecoder().decode(index).matchAll(/^\| \[[\w-]+\]\(([^)]+)\)/gm)].map(([, name]) => name);
    assert.deepEqual(listed.concat("index.md").sort(), names.sort());
  });

  it("in a runner's configuration go away with their fix", async () => {
    const document = await make("fixed/config.toml", unprivilegedRunner);
    const finding = await waitForRule(document.uri, "security-opt-missing");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => action.edit);
    assert.ok(fix?.edit, "There is no fix.");
    await vscode.workspace.applyEdit(fix.edit);
    await waitForNoRule(document.uri, "security-opt-missing");
    assert.match(document.getText(), /security_opt/);
  });

  it("leave YAML alone that is no pipeline", async () => {
    const other = await make("other.yml", withUndefinedNeed);
    const document = await make("after.gitlab-ci.yml", withUndefinedNeed);
    // The other file was opened first: when this one is done, so is that.
    await waitForRule(document.uri, "needs-undefined");
    assert.deepEqual(findings(other.uri), []);
  });

  it("come back after the language server was started again", async () => {
    const document = await make("again.gitlab-ci.yml", withUndefinedNeed);
    await waitForRule(document.uri, "needs-undefined");
    const gone = waitForNoRule(document.uri, "needs-undefined");
    await vscode.commands.executeCommand("buildahPipelines.restartServer");
    await gone;
    await waitForRule(document.uri, "needs-undefined");
  });

  it("go away when linting is turned off", async () => {
    const document = await make("off.gitlab-ci.yml", withUndefinedNeed);
    await waitForRule(document.uri, "needs-undefined");
    const settings = vscode.workspace.getConfiguration("buildahPipelines");
    try {
      await settings.update("lint.enable", false, vscode.ConfigurationTarget.Global);
      await waitForNoRule(document.uri, "needs-undefined");
    } finally {
      await settings.update("lint.enable", undefined, vscode.ConfigurationTarget.Global);
    }
    await waitForRule(document.uri, "needs-undefined");
  });
});
