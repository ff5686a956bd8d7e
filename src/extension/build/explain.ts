import { type FilePlace, type LogExplanation, requests } from "../../protocol/messages";
import { showExplanation, tellCause } from "../explain/show";
import type { LanguageServer } from "../languageServer";
import type { Screen } from "./terminal";

/** So much of what a build printed is kept, in UTF-16 units: as much as GitLab Runner keeps of a job (`output_limit`). */
const limit = 4 * 1024 * 1024;

/** The end of what a build prints. */
export class Transcript {
  #text = "";

  add(text: string): void {
    this.#text += text;
    // Not each time: cutting copies all of it.
    if (this.#text.length > 2 * limit) this.#text = this.#text.slice(-limit);
  }

  get text(): string {
    return this.#text;
  }
}

/**
 * Explains a build that failed, in the terminal and in a message; what is not known is left to Buildah's own words.
 * @param printed without secrets
 * @param place what failed. Rules of runners say nothing about this machine.
 */
export async function explainBuild(
  server: LanguageServer,
  job: string,
  printed: string,
  place: FilePlace,
  screen: Screen,
): Promise<void> {
  const { causes } = await server.request<LogExplanation>(requests.explainLog, { text: printed });
  const [first] = causes;
  if (!first) return;
  screen.write(`\n\x1b[1m${first.title}\x1b[0m\n${first.fix}\n`);
  const explanation = { causes: causes.map(({ id, quote, title, fix }) => ({ id, quote, title, fix, place })) };
  void tellCause(explanation, () => showExplanation(explanation, { name: job, isLocal: true }));
}
