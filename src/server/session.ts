import type { Containerfile } from "../containerfile/containerfile";
import { Analyser, type Analysis, type Entry, emptyAnalysis } from "../features/analysis";
import type { Finding } from "../text/finding";
import type { FileId } from "../text/span";
import { type FileHost, Workspace } from "../workspace/snapshot";
import { Entries, type FileFinder, type WorkspaceFolder } from "./entries";
import { Publisher } from "./publisher";

/** What a session tells the outside. */
export interface SessionEvents {
  /** The findings of a file changed. The version is that of the open document they were made on. */
  readonly publish: (
    file: FileId,
    findings: readonly Finding[],
    texts: Analysis["texts"],
    version: number | undefined,
  ) => void;
  /** A rule or the model failed; the rest went on. */
  readonly fail: (message: string) => void;
}

/** What happened on disk. */
export interface DiskChanges {
  readonly changed: ReadonlySet<FileId>;
  /** Files and folders. */
  readonly created: ReadonlySet<FileId>;
  /** Files and folders. */
  readonly deleted: ReadonlySet<FileId>;
}

/** Keeps the analysis of a workspace up to date while its documents change. It knows nothing of the protocol. */
export class Session {
  readonly #workspace: Workspace;
  readonly #entryFiles: Entries;
  readonly #analyser = new Analyser();
  readonly #publisher: Publisher;
  readonly #open = new Map<FileId, number>();
  readonly #failed = new Set<string>();
  #folders: readonly FileId[] = [];
  /** Undefined when files came or went since they were listed. */
  #entries: readonly Entry[] | undefined;
  #analysis = emptyAnalysis;
  #generation = 0;
  #running: Promise<void> | undefined;
  #isLinting = true;

  constructor(
    host: FileHost & FileFinder,
    readonly events: SessionEvents,
  ) {
    this.#workspace = new Workspace(host);
    this.#publisher = new Publisher(events.publish);
    this.#entryFiles = new Entries(host, () => this.#listAnew());
  }

  setFolders(folders: readonly WorkspaceFolder[]): void {
    const uris = folders.map(({ uri }) => uri);
    // Which files may be read depends on the folders; which are entries depends on their settings too.
    if (uris.join("\n") !== this.#folders.join("\n")) this.#workspace.forgetAll();
    this.#folders = uris;
    this.#entryFiles.setFolders(folders);
    this.#listAnew();
  }

  setLinting(isLinting: boolean): void {
    if (this.#isLinting === isLinting) return;
    this.#isLinting = isLinting;
    this.#schedule();
  }

  open(file: FileId, text: string, version: number): void {
    if (!this.#open.has(file)) this.#entries = undefined;
    this.#open.set(file, version);
    this.#workspace.open(file, text);
    this.#schedule();
  }

  close(file: FileId): void {
    this.#open.delete(file);
    this.#workspace.close(file);
    this.#listAnew();
  }

  change({ changed, created, deleted }: DiskChanges): void {
    // What an editor holds goes before what is on disk, and is read again when it is closed.
    this.#workspace.forget([...changed].filter((file) => !this.#open.has(file)));
    if (created.size + deleted.size > 0) {
      this.#workspace.forgetBelow(new Set([...created, ...deleted]));
      this.#entryFiles.change(created, deleted);
    }
    this.#schedule();
  }

  /** The analysis of the newest state of all documents. */
  async current(): Promise<Analysis> {
    while (this.#running) await this.#running;
    return this.#analysis;
  }

  /** {@link current}, once the workspace has been searched for entries. */
  async whole(): Promise<Analysis> {
    await this.#entryFiles.ready;
    return this.current();
  }

  /** A parsed Containerfile of the current analysis, read from disk if no rule has asked for it. */
  containerfile(file: FileId): Containerfile | undefined {
    return this.#analysis.containerfiles.get(file);
  }

  #listAnew(): void {
    this.#entries = undefined;
    this.#schedule();
  }

  #schedule(): void {
    this.#generation++;
    // Changes of one turn are one analysis: typing is never waited for longer than that.
    this.#running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#run());
  }

  async #run(): Promise<void> {
    let generation: number;
    do {
      generation = this.#generation;
      const versions = new Map(this.#open);
      try {
        const analysis = await this.#workspace.compute((reader) => {
          this.#entries ??= this.#entryFiles.list(this.#open.keys());
          return this.#analyser.analyse(this.#entries, reader);
        });
        // What was typed while files were loading makes the result stale.
        if (generation !== this.#generation) continue;
        this.#analysis = analysis;
        this.#publish(analysis, versions);
      } catch (error) {
        this.#fail(`The analysis failed: ${error instanceof Error ? error.stack : error}`);
      }
    } while (generation !== this.#generation);
    this.#running = undefined;
  }

  #publish(analysis: Analysis, versions: ReadonlyMap<FileId, number>): void {
    for (const { rule, error } of analysis.failures) {
      this.#fail(`The rule ${rule} failed and was left out: ${error instanceof Error ? error.stack : error}`);
    }
    this.#publisher.update(this.#isLinting ? analysis.findings : [], analysis.texts, versions);
  }

  #fail(message: string): void {
    if (this.#failed.has(message)) return;
    this.#failed.add(message);
    this.events.fail(message);
  }
}
