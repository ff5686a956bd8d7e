import * as vscode from "vscode";
import type { RunQuestion } from "../../protocol/messages";
import { askText } from "../wizard/ask";
import { mapReply, runSteps, type Step } from "../wizard/steps";

/** Answers by the question's id. */
export type BuildAnswers = Readonly<Record<string, string>>;

/** Asks for the values that the pipeline's files do not tell; undefined when the user gave up or `signal` was aborted. */
export function askQuestions(
  job: string,
  questions: readonly RunQuestion[],
  known: BuildAnswers,
  signal: AbortSignal,
): Promise<BuildAnswers | undefined> {
  const title = vscode.l10n.t("Build for Host Platform: {0}", job);
  const steps = questions.map(
    ({ id, prompt, isSecret }): Step<BuildAnswers> =>
      async (answers, place) => {
        const reply = await askText(place, {
          prompt,
          value: answers[id] ?? "",
          isSecret,
          refuse: async (text) =>
            text === "" ? vscode.l10n.t("A value is needed: nothing is passed on empty.") : undefined,
        });
        return mapReply(reply, (value) => ({ ...answers, [id]: value }));
      },
  );
  return runSteps(title, known, () => steps, signal);
}
