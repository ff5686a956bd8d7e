import type { Containerfile } from "../containerfile/containerfile";
import { parseContainerfile } from "../containerfile/parse";
import { containerfileCandidates } from "../images/containerfile";
import type { Use } from "../images/containerfileUses";
import type { BuildEvent, ImageFlow, JobRun } from "../images/flow";
import type { FileId } from "../text/span";
import type { Reader } from "../workspace/reader";
import { Recording } from "../workspace/recording";
import { ParsedFiles } from "./parsedFiles";

/** The Containerfiles of one pipeline, as they were found for a revision of its flow. */
interface Found {
  readonly revision: number;
  readonly reads: Recording;
  /** The builds that use each, with the runs that make them. */
  readonly uses: Map<Containerfile, Map<BuildEvent, JobRun>>;
}

/** Finds the Containerfiles of builds, and looks only for those of jobs that changed, unless one of the files did. */
export class BuildFiles {
  readonly #parsed = new ParsedFiles(parseContainerfile);
  readonly #pipelines = new Map<FileId, Found>();
  readonly #builds = new WeakMap<BuildEvent, Containerfile>();

  read(file: FileId, reader: Reader): Containerfile | undefined {
    return this.#parsed.read(file, reader);
  }

  /** The Containerfiles of all builds of a pipeline, each once. Undefined when the reader lacks some. */
  usedBy(flow: ImageFlow, reader: Reader): Iterable<Containerfile> | undefined {
    const { root } = flow.pipeline;
    const known = this.#pipelines.get(root);
    const holds = known?.reads.holdsFor(reader) ?? false;
    if (known && holds && known.revision === flow.revision) return known.uses.keys();
    const isNext = known !== undefined && holds && known.revision === flow.revision - 1;
    const replaced = isNext ? flow.replaced : undefined;
    const reads = replaced ? known!.reads : new Recording(reader);
    const uses = replaced ? known!.uses : new Map<Containerfile, Map<BuildEvent, JobRun>>();
    for (const { before } of replaced ?? []) this.#leave(before, uses);
    for (const run of replaced?.map(({ after }) => after) ?? flow.runs) {
      for (const build of buildsOf(run)) this.#find(build, flow, reads);
      this.#enter(run, uses);
    }
    if (reads.isComplete) this.#pipelines.set(root, { revision: flow.revision, reads, uses });
    else this.#pipelines.delete(root);
    return reads.isComplete ? uses.keys() : undefined;
  }

  /** The Containerfile of a build; of the pipelines that were asked for last. */
  of(build: BuildEvent): Containerfile | undefined {
    return this.#builds.get(build);
  }

  /** The builds of pipelines that use a Containerfile; of the pipelines that were asked for last. */
  uses(file: Containerfile, flows: readonly ImageFlow[]): readonly Use[] {
    return flows.flatMap(({ pipeline }) => {
      const builds = this.#pipelines.get(pipeline.root)?.uses.get(file) ?? [];
      return Array.from(builds, ([build, run]) => ({ build, run, pipeline }));
    });
  }

  /** What is known of a pipeline holds no more: it is read by another reader, which counts revisions anew. */
  forget(root: FileId): void {
    this.#pipelines.delete(root);
  }

  #find(build: BuildEvent, { pipeline }: ImageFlow, reader: Reader): void {
    const candidates = containerfileCandidates(build, pipeline.folder).map((file) => this.read(file, reader));
    const found = candidates.find((file) => file !== undefined);
    if (found) this.#builds.set(build, found);
    else this.#builds.delete(build);
  }

  #enter(run: JobRun, uses: Found["uses"]): void {
    for (const build of buildsOf(run)) {
      const file = this.#builds.get(build);
      if (!file) continue;
      const builds = uses.get(file) ?? new Map<BuildEvent, JobRun>();
      uses.set(file, builds.set(build, run));
    }
  }

  #leave(run: JobRun, uses: Found["uses"]): void {
    for (const build of buildsOf(run)) {
      const file = this.#builds.get(build);
      const builds = file && uses.get(file);
      builds?.delete(build);
      if (builds?.size === 0) uses.delete(file!);
    }
  }
}

function buildsOf({ events }: JobRun): readonly BuildEvent[] {
  return events.filter((event) => event.kind === "build");
}
