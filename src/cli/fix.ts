import { randomUUID } from "node:crypto";
import { lstat, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathOf } from "../server/nodeFiles";
import type { FileId } from "../text/span";
import { UsageError } from "./usageError";

/**
 * Writes texts to their files: all drafts first, then each in one step to its place, so that no file is ever there in
 * part. Symbolic links stay, what they lead to is written.
 * @param before the texts that the new ones were made of: a file that holds something else by now is left alone
 * @throws UsageError when a file cannot be written; then none is
 */
export async function writeTexts(
  texts: ReadonlyMap<FileId, string>,
  before: (file: FileId) => string | undefined,
): Promise<void> {
  const drafts: { readonly path: string; readonly draft: string }[] = [];
  try {
    for (const [file, text] of texts) {
      const path = await realpath(pathOf(file)!);
      // Also unequal when the file is not UTF-8: writing it back would change more than the fix.
      if (!Buffer.from(before(file) ?? "").equals(await readFile(path)))
        throw new UsageError(`${path} is not UTF-8 or changed meanwhile; nothing was written.`);
      const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
      drafts.push({ path, draft });
      await writeFile(draft, text, { flag: "wx", mode: (await lstat(path)).mode });
    }
    for (const { path, draft } of drafts) await rename(draft, path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The fixes cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  } finally {
    for (const { draft } of drafts) await rm(draft, { force: true });
  }
}
