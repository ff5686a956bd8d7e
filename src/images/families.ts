import { architectureOfWord } from "../buildah/platform";
import type { Reference } from "../buildah/reference";
import type { JobRun } from "./flow";
import { findPublications, type PlatformPush, type Published, readPlatformPush } from "./publications";

/** The key in {@link Families.listed} of images of which it is not known which ones they are. */
export const anyImage = "";

/** The images that belong together, and what is in lists already; kept up to date while runs take the place of others. */
export class Families {
  /** Images for one platform whose references differ by the architecture only, in the order of the runs, by that reference. */
  readonly families = new Map<string, PlatformPush[]>();
  /** How often a reference is put into a list, or is one. */
  readonly listed = new Map<string, number>();

  /**
   * @param flow knows the publications of all runs
   * @param position where a run stands among all
   */
  constructor(
    readonly flow: Published,
    readonly position: (run: JobRun) => number,
  ) {}

  add(run: JobRun): void {
    for (const push of run.publications.flatMap(readPlatformPush)) {
      const name = familyOf(push.event.destination);
      if (name === undefined) continue;
      const family = this.families.get(name) ?? [];
      family.push(push);
      this.families.set(name, family);
    }
    for (const key of listedKeys(run, this.flow)) this.listed.set(key, (this.listed.get(key) ?? 0) + 1);
  }

  remove(run: JobRun): void {
    for (const name of familiesOf(run)) {
      const others = (this.families.get(name) ?? []).filter((push) => push.run !== run);
      if (others.length > 0) this.families.set(name, others);
      else this.families.delete(name);
    }
    for (const key of listedKeys(run, this.flow)) {
      const count = this.listed.get(key)! - 1;
      if (count > 0) this.listed.set(key, count);
      else this.listed.delete(key);
    }
  }

  /** Puts the families of a run that was added late in order. */
  sort(run: JobRun): void {
    for (const name of familiesOf(run))
      this.families.get(name)!.sort((a, b) => this.position(a.run) - this.position(b.run) || a.index - b.index);
  }
}

/** The families that a run pushes images of. */
export function familiesOf({ publications }: JobRun): readonly string[] {
  return publications.flatMap(readPlatformPush).flatMap(({ event }) => familyOf(event.destination) ?? []);
}

/** What a run puts into lists, by name and by the name of what has the digest, and the lists that it pushes. */
export function listedKeys({ events, digests: own }: JobRun, { publications, digests }: Published): readonly string[] {
  // Of a run that was replaced the others do not have the digests any more.
  const flow = { publications, digests: { get: (key: string) => own.get(key) ?? digests.get(key) } };
  return events.flatMap((event) => {
    if (event.kind === "listPush") return event.destination.key ?? [];
    if (event.kind !== "listAdd") return [];
    const { key } = event.image;
    const found = findPublications(flow, event.image).flatMap((one) => one.event.destination.key ?? []);
    return key === undefined ? [anyImage] : [...new Set([key, ...found])];
  });
}

/** The reference with each architecture, and the variant behind it, replaced by a star; undefined without one. */
export function familyOf({ key }: Reference): string | undefined {
  const words = key?.replace(/x86[_-]64/g, "amd64").split(/([^A-Za-z0-9]+)/);
  const shape = words
    ?.map((word) => (architectureOfWord(word) ? "*" : word))
    .join("")
    .replace(/\*[^A-Za-z0-9*]v\d(?![A-Za-z0-9])/g, "*");
  return shape?.includes("*") ? shape : undefined;
}
