import type { Containerfile } from "../containerfile/containerfile";
import { parseContainerfile } from "../containerfile/parse";
import { containerfileCandidates } from "../images/containerfile";
import type { BuildEvent, ImageFlow } from "../images/flow";
import type { FileId } from "../text/span";
import type { Reader } from "../workspace/reader";
import { Recording } from "../workspace/recording";
import { ParsedFiles } from "./parsedFiles";

/** Finds the Containerfiles of builds, and looks for them again only when their pipeline or one of them changed. */
export class BuildFiles {
  readonly #parsed = new ParsedFiles(parseContainerfile);
  readonly #flows = new WeakMap<ImageFlow, { readonly reads: Recording; readonly used: readonly Containerfile[] }>();
  readonly #builds = new WeakMap<BuildEvent, Containerfile>();

  read(file: FileId, reader: Reader): Containerfile | undefined {
    return this.#parsed.read(file, reader);
  }

  /** The Containerfiles of all builds of a pipeline, each once. Undefined when the reader lacks some. */
  usedBy(flow: ImageFlow, reader: Reader): readonly Containerfile[] | undefined {
    const known = this.#flows.get(flow);
    if (known?.reads.holdsFor(reader)) return known.used;
    const reads = new Recording(reader);
    const used = new Set<Containerfile>();
    for (const build of flow.runs.flatMap(({ events }) => events.filter((event) => event.kind === "build"))) {
      const candidates = containerfileCandidates(build, flow.pipeline.folder).map((file) => this.read(file, reads));
      const found = candidates.find((file) => file !== undefined);
      if (found) this.#builds.set(build, found);
      else this.#builds.delete(build);
      if (found) used.add(found);
    }
    if (!reads.isComplete) return undefined;
    this.#flows.set(flow, { reads, used: [...used] });
    return [...used];
  }

  /** The Containerfile of a build; of the pipelines that were asked for last. */
  of(build: BuildEvent): Containerfile | undefined {
    return this.#builds.get(build);
  }
}
