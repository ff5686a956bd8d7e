import * as vscode from "vscode";
import type { Feature } from "./feature";
import { isOurs } from "./gate";
import { ruleOf } from "./rules/pages";
import { statusSelector } from "./selector";

/** The language status item: what the linter is doing, and what it found in the file of the active editor. */
export const languageStatus: Feature = ({ server }) => {
  const item = vscode.languages.createLanguageStatusItem("buildahPipelines.status", []);
  item.name = "Buildah Pipelines";
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const isShown = document !== undefined && isOurs(document);
    item.selector = isShown ? statusSelector() : [];
    if (isShown) Object.assign(item, noDetail, describe(server.state, document.uri));
  };
  update();
  return vscode.Disposable.from(
    item,
    server.onDidChangeState(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const active = vscode.window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) update();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("buildahPipelines")) update();
    }),
  );
};

type Description = Pick<vscode.LanguageStatusItem, "text" | "severity" | "busy" | "command"> & { detail?: string };

const noDetail = { detail: undefined };

function describe(state: string, file: vscode.Uri): Description {
  const severities = vscode.LanguageStatusSeverity;
  if (state === "stopped") {
    return {
      text: vscode.l10n.t("Buildah: stopped"),
      detail: vscode.l10n.t("The language server does not run"),
      severity: severities.Error,
      busy: false,
      command: { command: "buildahPipelines.restartServer", title: vscode.l10n.t("Restart") },
    };
  }
  const isOn = vscode.workspace.getConfiguration("buildahPipelines", file).get("lint.enable", true);
  if (!isOn) {
    return {
      text: vscode.l10n.t("Buildah: linting is off"),
      severity: severities.Information,
      busy: false,
      command: {
        command: "workbench.action.openSettings",
        arguments: ["buildahPipelines.lint.enable"],
        title: vscode.l10n.t("Open Setting"),
      },
    };
  }
  const showLog = { command: "buildahPipelines.showLog", title: vscode.l10n.t("Show Log") };
  if (state !== "ready") {
    return { text: vscode.l10n.t("Buildah: starting"), severity: severities.Information, busy: true, command: showLog };
  }
  const findings = vscode.languages.getDiagnostics(file).filter((one) => ruleOf(one) !== undefined);
  const count = findings.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning).length;
  const notes = findings.length - count;
  // Information is worth reading, but nothing is wrong: it is counted apart.
  const detail = [
    ...(notes === 1 ? [vscode.l10n.t("1 note")] : []),
    ...(notes > 1 ? [vscode.l10n.t("{0} notes", notes)] : []),
  ];
  const text =
    count === 0
      ? vscode.l10n.t("Buildah: no problems")
      : count === 1
        ? vscode.l10n.t("Buildah: 1 problem")
        : vscode.l10n.t("Buildah: {0} problems", count);
  const command =
    findings.length === 0
      ? showLog
      : { command: "workbench.actions.view.problems", title: vscode.l10n.t("Show Problems") };
  const severity = count === 0 ? severities.Information : severities.Warning;
  return { text, ...(detail[0] && { detail: detail[0] }), severity, busy: false, command };
}
