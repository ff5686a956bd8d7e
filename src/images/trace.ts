import { formatPlatform, isSamePlatform, normalisePlatform, type Platform } from "../buildah/platform";
import { formatReference, type Reference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import type { Content, InstanceContent, ListContent, ListItem, RemoteContent } from "./content";
import type { PlatformChoice } from "./event";
import type { ImageFlow, JobRun } from "./flow";
import { formatOf, type ImageFormat, pushedFormat } from "./format";
import { perFlow } from "./perFlow";
import { failing, type Problem, unknown } from "./problem";
import { findProducers } from "./producers";
import type { Publication } from "./publications";
import { runnerPlatform } from "./targets";

/** An image, as far as the pipeline tells where it comes from. */
export interface TracedImage {
  /** Undefined when it cannot be known. */
  readonly platform: Platform | undefined;
  /** The job instance that builds it; several when it may be the image of each; none when no job is known to build it. */
  readonly makers: readonly JobRun[];
  /** The name under which it is in a list; undefined for a plain image. */
  readonly reference: Reference | undefined;
  readonly isLocal: boolean;
  /** Undefined when it cannot be known. */
  readonly format: ImageFormat | undefined;
  /** Equal for what is certainly the same image. */
  readonly identity: unknown;
}

/** What a content comes down to. */
export interface Trace {
  readonly images: readonly TracedImage[];
  readonly isList: boolean;
  readonly problems: readonly Problem[];
}

/** Follows images through lists and registries back to the jobs that build them. */
export class Tracer {
  readonly #known = new Map<Publication, Trace>();
  /** Identities in registries by those in local storage: compressed, an image has another digest (measured with 1.39.3). */
  readonly #published = new Map<unknown, object>();

  constructor(readonly flow: ImageFlow) {}

  /** What a publication sends. */
  trace(publication: Publication): Trace {
    const known = this.#known.get(publication);
    if (known) return known;
    const { content, run, problems, event } = publication;
    const { location } = event.destination;
    // Until it is followed it is not known: that ends circles.
    const circle = unknown(`${formatReference(event.destination)} is made of itself`, location);
    this.#known.set(publication, unclear(publication, [circle]));
    const found = this.traceContent(content, run);
    const format = event.kind === "copy" ? undefined : pushedFormat(event);
    const images = format ? found.images.map((image) => ({ ...image, format })) : found.images;
    const hidden = run.isComplete ? [] : [unknown(`A part of the script of ${run.job.name} is not known`, location)];
    const trace = { ...found, images, problems: [...hidden, ...problems, ...found.problems] };
    this.#known.set(publication, trace);
    return trace;
  }

  /** What a content of a job's storage comes down to. */
  traceContent(content: Content, run: JobRun): Trace {
    switch (content.kind) {
      case "image": {
        const { platform, maker } = content;
        const format = formatOf(maker, run, this.flow.pipeline);
        const image = { platform, makers: [run], reference: undefined, isLocal: true, format, identity: content };
        return { images: [image], isList: false, problems: [] };
      }
      case "list":
        return this.#list(content, run);
      case "instance":
        return choose(this.#list(content.list, run), content, run);
      case "remote":
        return this.#remote(content, run);
      case "unknown":
        return unclear(content, [content.problem], content.maker ? [run] : []);
      case "absent":
        return { images: [], isList: false, problems: [] };
    }
  }

  #list({ items, problems }: ListContent, run: JobRun): Trace {
    const images = new Map<unknown, TracedImage>();
    const all = [...problems];
    for (const item of items) {
      const trace = this.traceItem(item, run);
      all.push(...trace.problems);
      for (const image of trace.images) {
        // What is there already goes to the end (measured with 1.39.3).
        images.delete(image.identity);
        images.set(image.identity, image);
      }
    }
    return { images: [...images.values()], isList: true, problems: all };
  }

  /** The entries that an item of a list comes down to, with the platforms that are written into the list. */
  traceItem({ event, content, reference, choice }: ListItem, run: JobRun): Trace {
    const trace = this.traceContent(content, run);
    const images = trace.images.map((image): TracedImage => {
      // A build writes down what it was asked for; of a plain image that is added its configuration counts.
      const recorded = event.kind === "listAdd" && !image.reference ? recordedPlatform(image) : image.platform;
      const platform = trace.isList ? recorded : overwrite(recorded, choice);
      return { ...image, platform, reference: image.reference ?? reference };
    });
    const isUnclear = trace.problems.length === 0 && images.some(({ platform }) => !platform);
    const problem = unknown(`The platform of ${formatReference(reference)} is not known`, reference.location);
    return { ...trace, images, problems: isUnclear ? [problem] : trace.problems };
  }

  #remote(remote: RemoteContent, run: JobRun): Trace {
    const { reference, local, takesAll } = remote;
    const { publications, problems } = findProducers(this.flow, run, remote);
    const traces = publications.map((publication) => this.trace(publication));
    const [first, ...others] = traces;
    if (!first) {
      if (!local) return unclear(reference.key ?? remote, problems);
      const trace = this.traceContent(local, run);
      // Of a name that no job pushes the registry hardly has an image that would be taken first.
      const isKnown = problems.every(({ kind }) => kind === "missing");
      return isKnown ? trace : { ...trace, problems: [...problems, ...trace.problems] };
    }
    const all = [...problems, ...traces.flatMap((trace) => trace.problems)];
    if (others.length > 0) return { ...common(traces, reference.key), problems: all };
    // What was built into the list has no other name there than the list's.
    const images = first.images.map((image) => {
      const isInside = first.isList && image.isLocal;
      const identity = image.isLocal ? this.#identify(image.identity) : image.identity;
      return { ...image, reference: isInside ? reference : image.reference, isLocal: false, identity };
    });
    const found = { ...first, images, problems: all };
    return first.isList && !takesAll ? choose(found, remote, run) : found;
  }

  /** The identity in registries of what has this one in a local storage. */
  #identify(local: unknown): object {
    const identity = this.#published.get(local) ?? {};
    this.#published.set(local, identity);
    return identity;
  }
}

/** One of several: what all of them have in common is known. */
function common(traces: readonly Trace[], identity: unknown): Omit<Trace, "problems"> {
  const images = traces.flatMap((trace) => trace.images);
  const [platform, ...others] = images.map((image) => image.platform);
  const isSame = others.every((other) => platform && other && isSamePlatform(platform, other));
  const isPlain = traces.every((trace) => !trace.isList && trace.images.length === 1);
  const makers = [...new Set(images.flatMap((image) => image.makers))];
  const known = isSame && isPlain ? platform : undefined;
  const image = { platform: known, makers, reference: undefined, isLocal: false, format: undefined, identity };
  return { images: [image], isList: false };
}

/** The image of a list that is taken where one is: for the platform that is chosen, else for the runner's. */
function choose(list: Trace, { choice }: InstanceContent | RemoteContent, run: JobRun): Trace {
  const { location } = run.job;
  const architecture = choice?.architecture ?? runnerPlatform(run.runner)?.architecture;
  const wanted = choice && architecture ? { os: "linux", architecture, variant: "", ...choice } : undefined;
  const { images, problems } = list;
  // Of a list of one, that one is taken, or nothing.
  const [only, ...more] = images;
  const fitting = wanted ? images.filter(({ platform }) => platform && fits(platform, wanted, choice)) : [];
  const found = fitting.toSorted((a, b) => (a.platform!.variant < b.platform!.variant ? -1 : 1))[0];
  if (found) return { images: [found], isList: false, problems };
  const isKnown = wanted && images.every(({ platform }) => platform);
  if (!isKnown && only && more.length === 0) return { images: [only], isList: false, problems };
  const problem = isKnown
    ? failing(`${run.instance.name} takes ${formatPlatform(wanted)} of a list that has no such image`, location)
    : unknown(`Which image of a list ${run.instance.name} takes depends on its runner`, location);
  return isKnown
    ? { images: [], isList: false, problems: [...problems, problem] }
    : unclear(list, [...problems, problem]);
}

function fits(platform: Platform, wanted: Platform, choice: PlatformChoice): boolean {
  const { os, architecture, variant } = normalisePlatform(wanted);
  return (
    platform.os === os &&
    platform.architecture === architecture &&
    (choice?.variant === undefined || platform.variant === variant)
  );
}

/** What the commands say about the platform is written over what the image says of itself, without a check (measured with 1.28.2 and 1.39.3). */
function overwrite(platform: Platform | undefined, choice: PlatformChoice): Platform | undefined {
  if (!choice || (!platform && choice.architecture === undefined)) return undefined;
  return normalisePlatform({ os: "linux", architecture: "", variant: "", ...platform, ...choice });
}

/**
 * The platform in an image's configuration. Before 1.41 Buildah writes v7 for other variants of 32-bit Arm, when the
 * base image does not say better (measured with 1.28.2 and 1.39.3).
 */
function recordedPlatform({ platform, makers }: TracedImage): Platform | undefined {
  const isRight = makers.every(({ version }) => version && !isBefore(version, 1, 41));
  return platform?.architecture === "arm" && platform.variant !== "v7" && !isRight ? undefined : platform;
}

function unclear(identity: unknown, problems: readonly Problem[], makers: readonly JobRun[] = []): Trace {
  const isLocal = makers.length > 0;
  const image = { platform: undefined, makers, reference: undefined, isLocal, format: undefined, identity };
  return { images: [image], isList: false, problems };
}

/** The tracer of a flow: what it has followed once it knows. */
export const tracerOf = perFlow((flow) => new Tracer(flow));
