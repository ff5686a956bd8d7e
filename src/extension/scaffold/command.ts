import * as vscode from "vscode";
import { requests, type ScaffoldResult } from "../../protocol/messages";
import { registerCommand } from "../command";
import type { Feature, Host } from "../feature";
import { askOne, type Choice } from "../wizard/ask";
import { type Place, type Reply, runSteps, type Step } from "../wizard/steps";
import { type Answers, readFolder, toProtocol } from "./answers";
import { Preview } from "./preview";
import { type Check, questions } from "./questions";
import { writePipeline } from "./write";

/** *Scaffold Multi-Platform Pipeline*: asks, shows the result, and writes it when the user says so. */
export const scaffoldCommand =
  (hostPlatform: string | undefined): Feature =>
  (host) =>
    registerCommand(host, "buildahPipelines.scaffold", async () => {
      const folder = currentFolder();
      if (!folder) return askForFolder();
      const preview = new Preview();
      try {
        await scaffold(host, await readFolder(folder), preview, hostPlatform);
      } finally {
        await preview.dispose();
      }
    });

async function scaffold(
  { server }: Host,
  first: Answers,
  preview: Preview,
  hostPlatform: string | undefined,
): Promise<void> {
  const ask = (answers: Answers) => server.request<ScaffoldResult>(requests.scaffold, toProtocol(answers));
  const check: Check = async (answers, field) => {
    const result = await ask(answers);
    return result.ok || result.field !== field ? undefined : result.message;
  };
  const confirm: Step<Answers> = async (answers, place) => {
    const result = await ask(answers);
    if (!result.ok) throw new Error(result.message);
    await preview.show(fileOf(answers), result.text, answers.target.replaces);
    const reply = await askLast(answers, place, preview);
    await preview.close();
    if (reply.kind !== "value" || reply.value !== "write") return leave(reply);
    await writePipeline(answers.folder.uri, answers.target, result.text);
    return { kind: "value", value: answers };
  };
  const title = vscode.l10n.t("Scaffold Multi-Platform Pipeline");
  const answers = await runSteps(title, first, questions(check, hostPlatform, confirm));
  if (answers?.hasPipeline && !answers.target.replaces) void tellInclude(answers.target.path);
}

type LastAnswer = "write" | "scroll" | "back" | "cancel";

/** Asks whether the preview shall be written. The list keeps the keyboard, so the preview is scrolled from it. */
async function askLast({ target }: Answers, place: Place, preview: Preview): Promise<Reply<LastAnswer>> {
  const { path, replaces } = target;
  const write = replaces ? vscode.l10n.t("Replace {0}", path) : vscode.l10n.t("Create {0}", path);
  const choices: Choice<LastAnswer>[] = [
    { label: `$(check) ${write}`, description: vscode.l10n.t("can be undone"), value: "write" },
    { label: vscode.l10n.t("$(arrow-down) Scroll the Preview"), value: "scroll" },
    { label: vscode.l10n.t("$(arrow-left) Back"), value: "back" },
    { label: vscode.l10n.t("$(close) Cancel"), description: vscode.l10n.t("nothing is written"), value: "cancel" },
  ];
  return askOne(place, {
    placeholder: vscode.l10n.t("This is what will be written to {0}", path),
    choices,
    onAccept: (value) => {
      if (value !== "scroll") return true;
      preview.scroll();
      return false;
    },
  });
}

function leave(reply: Reply<LastAnswer>): Reply<Answers> {
  if (reply.kind === "value") return { kind: reply.value === "back" ? "back" : "cancel" };
  return reply;
}

function fileOf({ folder, target }: Answers): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, ...target.path.split("/"));
}

/** A new file does nothing until the pipeline includes it. */
async function tellInclude(path: string): Promise<void> {
  const copy = vscode.l10n.t("Copy");
  const include = `include:\n  - local: /${path}\n`;
  const message = vscode.l10n.t(
    "{0} is written. Add it to .gitlab-ci.yml with “include: [local: /{0}]”. Its default image and login then hold for every job of the pipeline that sets none.",
    path,
  );
  if ((await vscode.window.showInformationMessage(message, copy)) === copy)
    await vscode.env.clipboard.writeText(include);
}

/** The folder of the active editor, else the first one. */
function currentFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

async function askForFolder(): Promise<void> {
  const open = vscode.l10n.t("Open Folder");
  const message = vscode.l10n.t("Open the folder of your project first: the pipeline is written into it.");
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand("vscode.openFolder");
  }
}
