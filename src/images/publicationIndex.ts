import { Families } from "./families";
import type { JobRun } from "./flow";
import { type Publication, remoteKey } from "./publications";

/** What the jobs of a pipeline publish, by name and by digest; kept up to date while runs take the place of others. */
export class PublicationIndex {
  /** What goes to registries that all jobs share, by the key of the reference, in the order of the runs. */
  readonly publications = new Map<string, Publication[]>();
  /** What was pushed with the digest that a symbol stands for, by the symbol's key. */
  readonly digests = new Map<string, Publication>();
  readonly families: Families;

  /** @param position where a run stands among all, also when it has taken the place of another one */
  constructor(
    runs: readonly JobRun[],
    readonly position: (run: JobRun) => number,
  ) {
    for (const run of runs) this.#add(run);
    this.families = new Families(this, position);
    for (const run of runs) this.families.add(run);
  }

  replace(before: JobRun, after: JobRun): void {
    this.families.remove(before);
    for (const publication of before.publications) {
      const key = remoteKey(publication.event.destination);
      const others = key === undefined ? [] : (this.publications.get(key) ?? []).filter((one) => one !== publication);
      if (key !== undefined && others.length > 0) this.publications.set(key, others);
      else if (key !== undefined) this.publications.delete(key);
    }
    for (const key of before.digests.keys()) this.digests.delete(key);
    this.#add(after);
    for (const publication of after.publications) {
      const key = remoteKey(publication.event.destination);
      const list = key === undefined ? undefined : this.publications.get(key);
      list?.sort((a, b) => this.position(a.run) - this.position(b.run) || a.index - b.index);
    }
    this.families.add(after);
    this.families.sort(after);
  }

  #add(run: JobRun): void {
    for (const publication of run.publications) {
      const key = remoteKey(publication.event.destination);
      if (key === undefined) continue;
      const others = this.publications.get(key);
      if (others) others.push(publication);
      else this.publications.set(key, [publication]);
    }
    for (const [key, publication] of run.digests) this.digests.set(key, publication);
  }
}
