import * as vscode from "vscode";
import { defaultImage, platformChoices, type ScaffoldAnswers } from "../../protocol/scaffold";
import { askMany, askOne, askText, type Choice } from "../wizard/ask";
import { mapReply, type Step } from "../wizard/steps";
import { type Answers, exists, hostedTag, isSamePlatform, pipelineName, readFolder, tagOf } from "./answers";

/** Why the answers to a field do not do, in one sentence; the server knows. */
export type Check = (answers: Answers, field: keyof ScaffoldAnswers) => Promise<string | undefined>;

type Question = Step<Answers>;

/** Asks which of several workspace folders gets the pipeline. */
export const askFolder: Question = async (answers, place) => {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const choices = folders.map((value) => ({ label: value.name, description: value.uri.fsPath, value }));
  const reply = await askOne(place, {
    placeholder: vscode.l10n.t("Folder that gets the pipeline"),
    choices,
    active: choices.find((choice) => choice.value === answers.folder),
  });
  if (reply.kind !== "value") return reply;
  const isSame = reply.value === answers.folder;
  return { kind: "value", value: isSame ? answers : await readFolder(reply.value) };
};

/** Asks for the Containerfile: one of those found, or a typed path. */
export const askContainerfile =
  (check: Check): Question =>
  async (answers, place) => {
    const missing = vscode.l10n.t("does not exist yet");
    const found = answers.containerfiles.map((value) => ({
      label: value,
      iconPath: new vscode.ThemeIcon("file"),
      value,
    }));
    const choices: Choice<string>[] =
      found.length > 0 ? found : [{ label: "Dockerfile", description: missing, value: "Dockerfile" }];
    const typed = async (text: string): Promise<Choice<string>> => {
      const refusal = await check({ ...answers, containerfile: text }, "containerfile");
      if (refusal !== undefined) return refusedRow(text, refusal);
      const isThere = await exists(vscode.Uri.joinPath(answers.folder.uri, text));
      return { label: text, description: isThere ? vscode.l10n.t("typed path") : missing, value: text };
    };
    const preset = answers.containerfile;
    if (preset !== undefined && !choices.some((choice) => choice.value === preset)) choices.push(await typed(preset));
    const placeholder =
      found.length > 0
        ? vscode.l10n.t("Containerfile or Dockerfile to build; another path can be typed")
        : vscode.l10n.t("No Containerfile or Dockerfile was found: type the path of the one to build");
    const active = choices.find((choice) => choice.value === preset);
    const reply = await askOne(place, { placeholder, choices, active, typed });
    return mapReply(reply, (containerfile) => ({ ...answers, containerfile }));
  };

/** Asks for the platforms. */
export const askPlatforms =
  (check: Check, hostPlatform: string | undefined, totalSteps: (answers: Answers) => number): Question =>
  async (answers, place) => {
    const withPlatforms = (platforms: readonly string[]): Answers => {
      const typedPlatforms = platforms.filter(
        (platform) => !platformChoices.some((choice) => choice.platform === platform),
      );
      return { ...answers, platforms, typedPlatforms };
    };
    const row = (value: string, about: string): Choice<string> => {
      const isHost = hostPlatform !== undefined && isSamePlatform(value, hostPlatform);
      return { label: value, description: isHost ? vscode.l10n.t("{0} · this machine", about) : about, value };
    };
    const typedRow = (value: string) => row(value, vscode.l10n.t("typed"));
    const choices = [
      ...platformChoices.map(({ platform, detail }) => row(platform, detail)),
      ...answers.typedPlatforms.map(typedRow),
    ];
    const reply = await askMany(place, {
      placeholder: vscode.l10n.t("Platforms to build for; others can be typed, such as linux/mips64le"),
      choices,
      ticked: choices.filter((choice) => answers.platforms.includes(choice.value)),
      typed: async (text) => {
        // Anything without a slash filters the list.
        if (!text.includes("/") || choices.some((choice) => choice.value.startsWith(text))) return undefined;
        const refusal = await check({ ...answers, platforms: [text] }, "platforms");
        return refusal === undefined ? row(text, vscode.l10n.t("Enter adds it")) : refusedRow(text, refusal);
      },
      totalSteps: (ticked) => totalSteps({ ...answers, platforms: Array(ticked).fill("") }),
      refuse: (platforms) => check(withPlatforms(platforms), "platforms"),
    });
    return mapReply(reply, withPlatforms);
  };

/** Asks for the runner tag of one platform: GitLab's hosted runner where there is one, or a typed tag. */
export const askTag =
  (check: Check, platform: string): Question =>
  async (answers, place) => {
    const withTag = (tag: string): Answers => ({ ...answers, tags: new Map([...answers.tags, [platform, tag]]) });
    const hosted = hostedTag(platform);
    const rows = new Map<string, Choice<string>>();
    const add = (value: string, description: string) => {
      if (!rows.has(value)) rows.set(value, { label: value, description, value });
    };
    if (hosted !== undefined) add(hosted, vscode.l10n.t("GitLab-hosted runner, on GitLab.com only"));
    for (const tag of answers.tags.values()) {
      if (tag !== hosted && !platformChoices.some((choice) => choice.hostedTag === tag))
        add(tag, vscode.l10n.t("your runner"));
    }
    const reply = await askOne(place, {
      placeholder:
        hosted === undefined
          ? vscode.l10n.t("Type the tag of your runner for {0}; GitLab.com hosts none", platform)
          : vscode.l10n.t("Runner for {0}; type the tag of your own", platform),
      choices: [...rows.values()],
      active: rows.get(answers.tags.get(platform) ?? ""),
      isTypedFirst: true,
      typed: async (text) => {
        const refusal = await check(withTag(text), "platforms");
        return refusal === undefined
          ? { label: text, description: vscode.l10n.t("your runner"), value: text }
          : refusedRow(text, refusal);
      },
    });
    return mapReply(reply, withTag);
  };

/** Asks for the name of the list. */
export const askImage =
  (check: Check): Question =>
  async (answers, place) => {
    const reply = await askText(place, {
      prompt: vscode.l10n.t(
        "Name of the multi-platform image. Each architecture gets a tag of its own in the same repository.",
      ),
      placeholder: defaultImage,
      value: answers.image,
      refuse: (image) => check({ ...answers, image }, "image"),
    });
    return mapReply(reply, (image) => ({ ...answers, image }));
  };

/** Asks what becomes of a pipeline that is there already. */
export const askTarget: Question = async (answers, place) => {
  const choices = [
    {
      label: vscode.l10n.t("Write another file"),
      detail: vscode.l10n.t("{0} stays as it is; you include the new file in it", pipelineName),
      value: false,
    },
    {
      label: vscode.l10n.t("Replace {0}", pipelineName),
      detail: vscode.l10n.t("You see the difference first, and can undo it afterwards"),
      value: true,
    },
  ];
  const reply = await askOne(place, {
    placeholder: vscode.l10n.t("{0} exists already", pipelineName),
    choices,
    active: choices.find((choice) => choice.value === answers.target.replaces),
  });
  return mapReply(reply, (replaces) => {
    const isKept = answers.target.path !== pipelineName;
    const path = replaces ? pipelineName : isKept ? answers.target.path : `buildah${pipelineName}`;
    return { ...answers, target: { path, replaces } };
  });
};

/** Asks for the name of another file. */
export const askPath: Question = async (answers, place) => {
  const reply = await askText(place, {
    prompt: vscode.l10n.t("Path of the new file, in {0}", answers.folder.name),
    value: answers.target.path,
    refuse: async (path) => {
      if (!/\.ya?ml$/.test(path)) return vscode.l10n.t("GitLab includes files whose names end with .yml or .yaml.");
      if (/^\/|\\|(^|\/)\.{0,2}(\/|$)/.test(path))
        return vscode.l10n.t("Write a path inside the folder, with / between its parts.");
      const isThere = await exists(vscode.Uri.joinPath(answers.folder.uri, path));
      return isThere ? vscode.l10n.t("{0} exists already: choose another name.", path) : undefined;
    },
  });
  return mapReply(reply, (path) => ({ ...answers, target: { path, replaces: false } }));
};

function refusedRow(text: string, refusal: string): Choice<string> {
  return { label: `$(error) ${text}`, detail: refusal, value: text, isRefused: true };
}

/** The questions in order; which there are depends on the answers. */
export function questions(
  check: Check,
  hostPlatform: string | undefined,
  last: Question,
): (answers: Answers) => readonly Question[] {
  const all = (answers: Answers): readonly Question[] => [
    ...((vscode.workspace.workspaceFolders ?? []).length > 1 ? [askFolder] : []),
    askContainerfile(check),
    askPlatforms(check, hostPlatform, (other) => all(other).length),
    ...answers.platforms.map((platform) => askTag(check, platform)),
    askImage(check),
    ...(answers.hasPipeline ? [askTarget, ...(answers.target.replaces ? [] : [askPath])] : []),
    last,
  ];
  return all;
}

/** The pipeline's runners, for the last step. */
export function describeRunners(answers: Answers): string {
  return answers.platforms.map((platform) => `${platform} → ${tagOf(answers, platform)}`).join(", ");
}
