import { familyOf } from "./families";
import type { BuildEvent, ImageFlow, JobRun, ListAddEvent, ListPushEvent } from "./flow";
import { findPublications, type PlatformPush, type Publication, readPlatformPush, remoteKey } from "./publications";

/** A build, and the run that does it. */
export interface Making {
  readonly run: JobRun;
  readonly event: BuildEvent;
}

/** An image that is put into a list, or a list that is pushed. */
export interface Listing {
  readonly run: JobRun;
  readonly event: ListAddEvent | ListPushEvent;
}

/** The key of images that are put into lists and of which it is not known which ones they are. */
export const anyImage = "";

type Digests = Pick<ImageFlow["digests"], "get">;

/** Things of runs, each with the key that it is looked up by. */
type Read<T> = (run: JobRun, digests: Digests) => readonly (readonly [key: string | undefined, item: T])[];

/** What runs do that is looked up in a flow, and by which key. Given the same, each tells the same. */
export const lookups = {
  publications: (run) => run.publications.map((one) => [remoteKey(one.event.destination), one]),
  families: (run) => run.publications.flatMap(readPlatformPush).map((push) => [familyOf(push.event.destination), push]),
  makers: (run) =>
    run.events.flatMap((event) => {
      const names = event.kind === "build" ? [...event.names, ...(event.list ? [event.list] : [])] : [];
      return names.map(({ key }) => [key, { run, event: event as BuildEvent }] as const);
    }),
  listed: (run, digests) =>
    run.events.flatMap((event) => {
      const isListed = event.kind === "listAdd" || event.kind === "listPush";
      return isListed ? listedKeys(run, event, digests).map((key) => [key, { run, event }] as const) : [];
    }),
} satisfies {
  publications: Read<Publication>;
  families: Read<PlatformPush>;
  makers: Read<Making>;
  listed: Read<Listing>;
};

/** An image that is added counts under the name of what has its digest too. */
function listedKeys(run: JobRun, event: Listing["event"], digests: Digests): readonly (string | undefined)[] {
  if (event.kind === "listPush") return [event.destination.key];
  const { key } = event.image;
  if (key === undefined) return [anyImage];
  // Where the run was replaced, its digests are not among the others any more.
  const all = { get: (digest: string) => run.digests.get(digest) ?? digests.get(digest) };
  const pushed = findPublications({ publications: new Map(), digests: all }, event.image);
  return [...new Set([key, ...pushed.map((one) => one.event.destination.key)])];
}

/** Things of runs by key, in the order of the runs. */
class ByKey<T extends { readonly run: JobRun }> {
  #items: Map<string, T[]> | undefined;

  constructor(
    readonly read: Read<T>,
    readonly index: RunIndex,
  ) {}

  /** Made when it is first asked for. */
  get items(): ReadonlyMap<string, readonly T[]> {
    if (!this.#items) {
      this.#items = new Map();
      for (const run of this.index.runs) this.#add(run, this.#items);
    }
    return this.#items;
  }

  remove(run: JobRun): void {
    const items = this.#items;
    for (const [key] of items ? this.read(run, this.index.digests) : []) {
      if (key === undefined) continue;
      const others = (items!.get(key) ?? []).filter((item) => item.run !== run);
      if (others.length > 0) items!.set(key, others);
      else items!.delete(key);
    }
  }

  insert(run: JobRun): void {
    if (!this.#items) return;
    this.#add(run, this.#items);
    const { position } = this.index;
    for (const [key] of this.read(run, this.index.digests))
      this.#items.get(key ?? "")?.sort((a, b) => position(a.run) - position(b.run));
  }

  #add(run: JobRun, items: Map<string, T[]>): void {
    for (const [key, item] of this.read(run, this.index.digests)) {
      if (key === undefined) continue;
      const others = items.get(key);
      if (others) others.push(item);
      else items.set(key, [item]);
    }
  }
}

/** What the jobs of a pipeline do, by name and by digest; kept up to date while runs take the place of others. */
export class RunIndex implements Pick<ImageFlow, keyof typeof lookups | "digests"> {
  readonly digests = new Map<string, Publication>();
  readonly #parts = {
    publications: new ByKey<Publication>(lookups.publications, this),
    families: new ByKey<PlatformPush>(lookups.families, this),
    makers: new ByKey<Making>(lookups.makers, this),
    listed: new ByKey<Listing>(lookups.listed, this),
  };

  /** @param position where a run stands among all, also when it has taken the place of another one */
  constructor(
    public runs: readonly JobRun[],
    readonly position: (run: JobRun) => number,
  ) {
    for (const run of runs) this.#addDigests(run);
  }

  get publications(): ImageFlow["publications"] {
    return this.#parts.publications.items;
  }

  get families(): ImageFlow["families"] {
    return this.#parts.families.items;
  }

  get makers(): ImageFlow["makers"] {
    return this.#parts.makers.items;
  }

  get listed(): ImageFlow["listed"] {
    return this.#parts.listed.items;
  }

  /** @param runs all runs, `after` in the place of `before` among them */
  replace(before: JobRun, after: JobRun, runs: readonly JobRun[]): void {
    this.runs = runs;
    const parts = Object.values(this.#parts);
    for (const part of parts) part.remove(before);
    for (const key of before.digests.keys()) this.digests.delete(key);
    this.#addDigests(after);
    for (const part of parts) part.insert(after);
  }

  #addDigests(run: JobRun): void {
    for (const [key, publication] of run.digests) this.digests.set(key, publication);
  }
}
