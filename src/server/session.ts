import type { Containerfile } from "../containerfile/containerfile";
import { Analyser, type Analysis, type Entry, emptyAnalysis } from "../features/analysis";
import type { GivenSettings } from "../features/projects";
import type { Finding } from "../text/finding";
import type { FileId } from "../text/span";
import { folderOf, type Reader } from "../workspace/reader";
import { Recording } from "../workspace/recording";
import { type FileHost, Workspace } from "../workspace/snapshot";
import { Entries, type FileFinder } from "./entries";
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
  /** Undefined before they are told. */
  #folders: readonly FileId[] | undefined;
  /** The folders that were searched for entries last, with all globs that count for each. */
  #searched: string | undefined;
  /** Undefined when files came or went since they were listed. */
  #entries: readonly Entry[] | undefined;
  #analysis = emptyAnalysis;
  #generation = 0;
  #running: Promise<void> | undefined;
  #isLinting = true;
  #settings: GivenSettings = {};

  constructor(
    host: FileHost & FileFinder,
    readonly events: SessionEvents,
  ) {
    this.#workspace = new Workspace(host);
    this.#publisher = new Publisher(events.publish);
    this.#entryFiles = new Entries(host, () => this.#listAnew());
  }

  setFolders(folders: readonly FileId[]): void {
    // Which files may be read depends on the folders.
    this.#workspace.forgetAll();
    this.#folders = folders;
    this.#listAnew();
  }

  setLinting(isLinting: boolean): void {
    if (this.#isLinting === isLinting) return;
    this.#isLinting = isLinting;
    this.#schedule();
  }

  setSettings(settings: GivenSettings): void {
    this.#settings = settings;
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

  /** The analysis as it would be with other texts in the place of some files. */
  analyseWith(texts: ReadonlyMap<FileId, string>): Promise<Analysis> {
    const withTexts = (reader: Reader): Reader => ({
      list: (folder, pattern) => reader.list(folder, pattern),
      read: (file) => {
        const text = texts.get(file);
        return text === undefined ? reader.read(file) : { kind: "loaded", text };
      },
      project: (path) => reader.project?.(path),
    });
    // Another analyser: this one remembers the texts that are there.
    const analyser = new Analyser();
    const entries = this.#entryFiles.list(this.#open.keys());
    return this.#workspace.compute((reader) => analyser.analyse(entries, withTexts(reader), this.#settings));
  }

  /** Tells of rules that failed, each failure once. */
  tell(failures: Analysis["failures"]): void {
    for (const { rule, error } of failures) {
      this.#fail(`The rule ${rule} failed and was left out: ${error instanceof Error ? error.stack : error}`);
    }
  }

  /** A parsed Containerfile of the current analysis, read from disk if no rule has asked for it. */
  containerfile(file: FileId): Containerfile | undefined {
    return this.#analysis.containerfiles.get(file);
  }

  /** Searches for entries where other globs count than before. False when the files that tell are not read yet. */
  #findEntries(reader: Reader): boolean {
    if (!this.#folders) return true;
    const reads = new Recording(reader);
    const project = (folder: FileId) => this.#analyser.project(folder, reads, this.#settings);
    const folders = this.#folders.map((uri) => ({ uri, files: project(uri).settings.files ?? [] }));
    const below = this.#listEntries()
      .filter(({ kind, file }) => kind === "configuration" && !this.#folders!.includes(folderOf(file)))
      .map(({ file }) => ({
        uri: folderOf(file),
        files: project(folderOf(file)).configuration?.settings.files ?? [],
      }))
      .filter(({ files }) => files.length > 0);
    if (!reads.isComplete) return false;
    const searched = JSON.stringify([folders, below]);
    if (searched === this.#searched) return true;
    this.#searched = searched;
    this.#entries = undefined;
    this.#entryFiles.setFolders(folders, below);
    return true;
  }

  #listEntries(): readonly Entry[] {
    this.#entries ??= this.#entryFiles.list(this.#open.keys());
    return this.#entries;
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
          if (!this.#findEntries(reader)) return emptyAnalysis;
          return this.#analyser.analyse(this.#listEntries(), reader, this.#settings);
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
    this.tell(analysis.failures);
    this.#publisher.update(this.#isLinting ? analysis.findings : [], analysis.texts, versions);
  }

  #fail(message: string): void {
    if (this.#failed.has(message)) return;
    this.#failed.add(message);
    this.events.fail(message);
  }
}
