import { type Child, findChildren } from "../gitlab/children";
import type { Pipeline } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import type { FileId } from "../text/span";
import type { FileKind, PipelineRole } from "../workspace/kind";
import { Roots } from "../workspace/roots";

/** A file to start from. */
export interface Entry {
  readonly file: FileId;
  readonly kind: FileKind;
  /** The project's folder: where `include:local` and the paths of scripts begin. */
  readonly folder: FileId;
  /** Of a pipeline: what is known of its file beforehand; `root` where nothing is said. */
  readonly role?: PipelineRole;
}

/** A child pipeline may start others, those may not (docs.gitlab.com/ci/pipelines/downstream_pipelines). */
const maxDepth = 2;

/** Finds out which files are pipelines of their own: entries that no other pipeline includes, and child pipelines. */
export class Pipelines {
  readonly #roots = new Roots();
  readonly #children = new WeakMap<Pipeline, readonly Child[]>();
  #sorted: { readonly entries: readonly Entry[]; readonly pipelines: readonly Entry[] } | undefined;

  /**
   * Reads the pipelines of some entries. Undefined when one of them cannot be read yet.
   * @param readFlow remembers what did not change
   */
  read(entries: readonly Entry[], readFlow: (entry: Entry) => ImageFlow | undefined): readonly ImageFlow[] | undefined {
    const found = new Map<FileId, { readonly flow: ImageFlow; readonly rank: number }>();
    const children = new Set<FileId>();
    const queue = [...this.#sort(entries)];
    let isComplete = true;

    /** True for a file of another pipeline that is one at least as certainly as the file is. */
    const isPart = (file: FileId, rank: number) =>
      [...this.#roots.of(file)].some((root) => root !== file && (found.get(root)?.rank ?? Infinity) <= rank);

    const visit = (entry: Entry, depth: number): void => {
      const flow = readFlow(entry);
      if (!flow) {
        isComplete = false;
        return;
      }
      // Its name alone does not make it a part of a pipeline.
      if (entry.role === "fragment" && flow.runs.every(({ calls }) => calls.length === 0)) return;
      found.set(entry.file, { flow, rank: rankOf(flow.pipeline.isFragment ? "fragment" : entry.role) });
      this.#roots.set(entry.file, flow.pipeline.files);
      if (depth === maxDepth) return;
      for (const { file, isWhole } of this.#childrenOf(flow.pipeline)) {
        const child: Entry = { file, kind: "pipeline", folder: entry.folder, role: isWhole ? "root" : "fragment" };
        if (!isWhole) queue.push(child);
        else if (file !== entry.file && !children.has(file)) {
          children.add(file);
          visit(child, depth + 1);
        }
      }
    };

    for (const entry of queue) {
      const isKnown = children.has(entry.file) || found.has(entry.file);
      if (!isKnown && !isPart(entry.file, rankOf(entry.role))) visit(entry, 0);
    }
    for (const [file, { rank }] of found) {
      if (!children.has(file) && isPart(file, rank)) found.delete(file);
    }
    this.#roots.retain((root) => found.has(root));
    return isComplete ? [...found.values()].map(({ flow }) => flow) : undefined;
  }

  #childrenOf(pipeline: Pipeline): readonly Child[] {
    const known = this.#children.get(pipeline);
    if (known) return known;
    const children = findChildren(pipeline);
    this.#children.set(pipeline, children);
    return children;
  }

  /** Those first that include others for all one can tell from outside, so that no included file is read in vain. */
  #sort(entries: readonly Entry[]): readonly Entry[] {
    if (this.#sorted?.entries !== entries) {
      const depth = ({ file }: Entry) => file.split("/").length;
      const pipelines = entries.filter(({ kind }) => kind === "pipeline");
      const byPlace = (a: Entry, b: Entry) =>
        rankOf(a.role) - rankOf(b.role) || depth(a) - depth(b) || (a.file < b.file ? -1 : 1);
      this.#sorted = { entries, pipelines: pipelines.sort(byPlace) };
    }
    return this.#sorted.pipelines;
  }
}

/** The lower, the more certainly a file is a pipeline of its own. */
function rankOf(role: PipelineRole = "root"): number {
  return ["root", "unsure", "fragment"].indexOf(role);
}
