import type { Diagnostic } from "vscode-languageserver-types";
import type { Containerfile } from "../containerfile/containerfile";
import { Analyser, type Analysis, type Entry, projectFolder } from "../features/analysis";
import { makeDiagnostics } from "../features/diagnostics";
import type { GivenSettings } from "../features/projects";
import type { FileId } from "../text/span";
import { kindOf } from "../workspace/kind";
import type { Reader } from "../workspace/reader";
import { type FileHost, Workspace } from "../workspace/snapshot";

/** What a session tells the outside. */
export interface SessionEvents {
  /** The findings of a file changed. The version is that of the open document they were made on. */
  readonly publish: (file: FileId, diagnostics: readonly Diagnostic[], version: number | undefined) => void;
  /** A rule or the model failed; the rest went on. */
  readonly fail: (message: string) => void;
}

const nothing: Analysis = {
  flows: [],
  runners: [],
  containerfiles: new Map(),
  configurations: [],
  findings: [],
  failures: [],
  texts: new Map(),
};

/** Keeps the analysis of a workspace up to date while its documents change. It knows nothing of the protocol. */
export class Session {
  readonly #workspace: Workspace;
  readonly #analyser = new Analyser();
  readonly #open = new Map<FileId, number>();
  readonly #published = new Map<FileId, string>();
  readonly #failed = new Set<string>();
  #folders: readonly FileId[] = [];
  /** Entry files of the workspace that are not open: pipelines, runner configurations. */
  #entries: ReadonlySet<FileId> = new Set();
  #analysis = nothing;
  #generation = 0;
  #running: Promise<void> | undefined;
  #isLinting = true;
  #settings: GivenSettings = {};

  /** @param pages folder URI of the rule pages */
  constructor(
    host: FileHost,
    readonly events: SessionEvents,
    readonly pages: string | undefined,
  ) {
    this.#workspace = new Workspace(host);
  }

  setFolders(folders: readonly FileId[]): void {
    this.#folders = folders;
    this.#schedule();
  }

  /** The entry files found on disk. */
  setEntries(entries: ReadonlySet<FileId>): void {
    this.#entries = entries;
    this.#schedule();
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
    this.#open.set(file, version);
    this.#workspace.open(file, text);
    this.#schedule();
  }

  close(file: FileId): void {
    this.#open.delete(file);
    this.#workspace.close(file);
    this.#schedule();
  }

  /** A file changed on disk, appeared or went. */
  change(file: FileId): void {
    if (!this.#open.has(file)) this.#workspace.forget(file);
    this.#schedule();
  }

  /** The analysis of the newest state of all documents. */
  async current(): Promise<Analysis> {
    while (this.#running) await this.#running;
    return this.#analysis;
  }

  /** The analysis as it would be with other texts in the place of some files. */
  analyseWith(texts: ReadonlyMap<FileId, string>): Promise<Analysis> {
    const options = { settings: this.#settings, folders: this.#folders };
    const withTexts = (reader: Reader): Reader => ({
      list: (folder, pattern) => reader.list(folder, pattern),
      read: (file) => {
        const text = texts.get(file);
        return text === undefined ? reader.read(file) : { kind: "loaded", text };
      },
    });
    // Another analyser: this one remembers the texts that are there.
    const analyser = new Analyser();
    return this.#workspace.compute((reader) => analyser.analyse(this.#allEntries(), withTexts(reader), options));
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

  #schedule(): void {
    this.#generation++;
    // Changes of one turn are one analysis: typing is never waited for longer than that.
    this.#running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#run());
  }

  async #run(): Promise<void> {
    for (;;) {
      const generation = this.#generation;
      const versions = new Map(this.#open);
      try {
        const options = { settings: this.#settings, folders: this.#folders };
        const analysis = await this.#workspace.compute((reader) =>
          this.#analyser.analyse(this.#allEntries(), reader, options),
        );
        // What was typed while files were loading makes the result stale.
        if (generation !== this.#generation) continue;
        this.#analysis = analysis;
        this.#publish(analysis, versions);
      } catch (error) {
        this.#fail(`The analysis failed: ${error instanceof Error ? error.stack : error}`);
      }
      this.#running = undefined;
      return;
    }
  }

  #allEntries(): Entry[] {
    const files = new Set([...this.#open.keys(), ...this.#entries]);
    return [...files].flatMap((file) => {
      const kind = kindOf(file);
      return kind ? [{ file, kind, folder: projectFolder(file, this.#folderOf(file)) }] : [];
    });
  }

  #folderOf(file: FileId): FileId | undefined {
    return this.#folders.filter((folder) => file.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length)[0];
  }

  #publish(analysis: Analysis, versions: ReadonlyMap<FileId, number>): void {
    this.tell(analysis.failures);
    const diagnostics = this.#isLinting ? makeDiagnostics(analysis, this.pages) : new Map<FileId, Diagnostic[]>();
    const shown = new Set([...this.#open.keys(), ...this.#filesOfOpenPipelines(analysis)]);
    for (const file of new Set([...this.#published.keys(), ...shown])) {
      const list = shown.has(file) ? (diagnostics.get(file) ?? []) : [];
      const version = versions.get(file);
      const state = JSON.stringify([version, list]);
      if (this.#published.get(file) === state) continue;
      if (list.length === 0 && version === undefined) this.#published.delete(file);
      else this.#published.set(file, state);
      this.events.publish(file, list, version);
    }
  }

  /** Included files get their findings too while one file of their pipeline is open. */
  #filesOfOpenPipelines(analysis: Analysis): FileId[] {
    return analysis.flows
      .map(({ pipeline }) => [...pipeline.files.keys()])
      .filter((files) => files.some((file) => this.#open.has(file)))
      .flat();
  }

  #fail(message: string): void {
    if (this.#failed.has(message)) return;
    this.#failed.add(message);
    this.events.fail(message);
  }
}
