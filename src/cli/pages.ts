import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../package.json";

/** The page of a rule: its address on the web, and its text from beside this program. */
export function rulePage(rule: string): { readonly url: string; readonly text: string | undefined } {
  const path = join(__dirname, "rules", `${rule}.md`);
  return {
    url: `${repository.url.replace(/\.git$/, "")}/-/blob/HEAD/src/rules/${rule}.md`,
    text: existsSync(path) ? readFileSync(path, "utf8") : undefined,
  };
}
