import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  at,
  closeEditors,
  findings,
  openWith,
  retype,
  ruleOf,
  waitForFindings,
  waitForNoRule,
  waitForRule,
} from "./workspace";

const alias = `build-amd64:
  script:
    - |
      true
      buildah build \\
        --platform linux/x86_64 -t app .
`;

describe("what people control", () => {
  const made: vscode.Uri[] = [];
  const make = async (name: string, text: string) => {
    made.push(at(name));
    return openWith(name, text);
  };
  /** Sets a setting for the time of an action. */
  const withSetting = async (name: string, value: unknown, action: () => Promise<void>) => {
    const [, section, key] = /^([^.]*)\.(.*)$/.exec(name)!;
    const settings = vscode.workspace.getConfiguration(section);
    await settings.update(key!, value, vscode.ConfigurationTarget.Global);
    try {
      await action();
    } finally {
      await settings.update(key!, undefined, vscode.ConfigurationTarget.Global);
    }
  };

  const suppress = async ({ uri }: vscode.TextDocument, range: vscode.Range, rule: string) => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const action = actions.find(({ title }) => title === `Suppress ${rule} here with a comment`);
    assert.ok(action?.edit, "There is no such quick fix.");
    await vscode.workspace.applyEdit(action.edit);
  };

  afterEach(async () => {
    await closeEditors();
    for (const uri of made.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  it("a quick fix suppresses a finding with a comment in front of the command", async () => {
    const document = await make("suppress.gitlab-ci.yml", alias);
    const { range } = await waitForRule(document.uri, "platform-alias");
    await suppress(document, range, "platform-alias");
    await waitForNoRule(document.uri, "platform-alias");
    assert.equal(document.lineAt(4).text, "      # buildah-lint-disable-next-line platform-alias");
    assert.deepEqual(findings(document.uri), []);
  });

  for (const [where, name, text, rule, comment] of [
    [
      "the YAML of a pipeline",
      "yaml.gitlab-ci.yml",
      "a:\n  needs:\n    - gone\n  script: 'true'\n",
      "needs-undefined",
      "    # buildah-lint-disable-next-line needs-undefined\n    - gone",
    ],
    [
      "a runner's configuration",
      "suppressed/config.toml",
      '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "x"\n',
      "security-opt-missing",
      "  # buildah-lint-disable-next-line security-opt-missing\n  [runners.docker]",
    ],
    [
      "a Containerfile",
      "suppressed/Containerfile",
      "FROM scratch\nRNU make\n",
      "containerfile-syntax",
      "# buildah-lint-disable-next-line containerfile-syntax\nRNU make",
    ],
  ] as const) {
    it(`a quick fix suppresses a finding in ${where}`, async () => {
      const document = await make(name, text);
      const { range } = await waitForRule(document.uri, rule);
      await suppress(document, range, rule);
      await waitForNoRule(document.uri, rule);
      assert.ok(document.getText().includes(comment), document.getText());
      assert.deepEqual(findings(document.uri), []);
    });
  }

  it("all safe fixes are made on saving, when the editor is told so", async () => {
    const document = await make("save.gitlab-ci.yml", alias);
    await waitForRule(document.uri, "platform-alias");
    await withSetting("editor.codeActionsOnSave", { "source.fixAll.buildahPipelines": "explicit" }, async () => {
      await retype(document, `${alias}# saved\n`);
      await waitForRule(document.uri, "platform-alias");
      await document.save();
    });
    assert.equal(document.getText(), `${alias.replace("x86_64", "amd64")}# saved\n`);
    assert.equal(document.isDirty, false);
  });

  it("the severity of a rule comes from the settings, before the repository's file", async () => {
    const document = await make("severity.gitlab-ci.yml", alias);
    const isNow = (severity: vscode.DiagnosticSeverity) =>
      waitForFindings(document.uri, (all) =>
        all.some((one) => ruleOf(one) === "platform-alias" && one.severity === severity),
      );
    await isNow(vscode.DiagnosticSeverity.Information);
    const file = await make(".buildah-pipelines.yml", "rules:\n  platform-alias: warning\n");
    await isNow(vscode.DiagnosticSeverity.Warning);
    await withSetting("buildahPipelines.rules", { "platform-alias": "error" }, async () => {
      await isNow(vscode.DiagnosticSeverity.Error);
    });
    await isNow(vscode.DiagnosticSeverity.Warning);
    await retype(file, "rules:\n  platform-alias: off\n");
    await waitForNoRule(document.uri, "platform-alias");
  });

  it("a settings file further down names pipelines and counts for them", async () => {
    const document = await make("part/app.yml", alias);
    await make("part/.buildah-pipelines.yml", "files: [app.yml]\nrules: {platform-alias: warning}\n");
    const { severity } = await waitForRule(document.uri, "platform-alias");
    assert.equal(severity, vscode.DiagnosticSeverity.Warning);
  });

  it("the file of settings is completed and checked while it is written", async () => {
    const file = await make(".buildah-pipelines.yml", "rules:\n  platform-alias: of\n  \n");
    const finding = await waitForRule(file.uri, "config-syntax");
    assert.equal(file.getText(finding.range), "of");
    const complete = async (line: number, character: number) => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        file.uri,
        new vscode.Position(line, character),
      );
      return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    };
    assert.ok((await complete(2, 2)).includes("push-unbuilt"));
    assert.ok((await complete(1, 20)).includes("off"));
  });
});
