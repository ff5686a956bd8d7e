import { type BuildahCall, findFlag } from "../buildah/call";
import { formatReference, hasRegistry, type Reference } from "../buildah/reference";
import type { Command } from "../shell/command";
import type { Content, ImageContent, ListContent, ListItem, RemoteContent } from "./content";
import type {
  BuildEvent,
  CommitEvent,
  CopyEvent,
  ImageEvent,
  ListAddEvent,
  ListPushEvent,
  PullEvent,
  PushEvent,
} from "./event";
import type { JobRun } from "./flow";
import { mayKeepState } from "./keptState";
import { conditional, failing, type Problem, unknown, unknownWords } from "./problem";
import { StoredLists } from "./storedLists";
import { type Stored, StoredNames } from "./storedNames";
import { targetsOf } from "./targets";

/** Variables and flags that put the storage elsewhere, where it may outlive the job. */
const storageVariables = ["CONTAINERS_STORAGE_CONF", "STORAGE_OPTS", "CONTAINERS_CONF"];
const storageFlags = ["--root", "--storage-opt"];

/** What a command sends to a registry or a file, and why that may be something else. */
export interface Sent {
  readonly content: Content;
  readonly problems: readonly Problem[];
}

/** The local storage of a job: what each name stands for, command by command. */
export class LocalStorage {
  readonly #names = new StoredNames();
  readonly #lists = new StoredLists(this.#names);
  /** What each add takes. */
  readonly added = new Map<ListAddEvent, Content>();
  /** What the name that each command is about stands for when the command runs. */
  readonly named = new Map<ImageEvent, Content>();
  /** What the last build or commit made. */
  #made: { readonly by: BuildEvent | CommitEvent; readonly stored: Stored } | undefined;
  #published = 0;

  constructor(readonly run: Pick<JobRun, "job" | "runner" | "version" | "isComplete">) {
    const { job } = run;
    if (!run.isComplete) this.#names.widen(unknown(`A part of the script of ${job.name} is not known`, job.location));
    const isElsewhere = storageVariables.some((variable) => job.variableNames.includes(variable));
    if (mayKeepState(run) || isElsewhere)
      this.#names.widen(unknown(`${job.name} may find images that earlier jobs left on its runner`, job.location));
  }

  /** Takes note of a command that may do anything to images. */
  meet({ words, location }: Command): void {
    this.#names.doubt(unknown(`What ${words[0]!.value.display} does to images is not known`, location));
  }

  /** Does what an event does. Returns what it sends, when it sends something. */
  apply(event: ImageEvent, isCertain: boolean): Sent | undefined {
    const { call } = event;
    if (call.flags.some((flag) => storageFlags.includes(flag.name)))
      this.#names.widen(unknown("The storage may be another one", call.location));
    const name = subjectOf(event);
    if (name) this.named.set(event, this.#names.look(name));
    switch (event.kind) {
      case "build":
        this.#build(event, isCertain);
        break;
      case "commit":
        this.#make(event, [{ kind: "image", maker: event, platform: undefined }], isCertain);
        break;
      case "pull":
        this.#pull(event, isCertain);
        break;
      case "tag": {
        const source = this.#names.find(event.source);
        for (const name of event.names) this.#names.put(name, source, isCertain);
        break;
      }
      case "remove":
        for (const name of event.names ?? this.#names.all) this.#names.remove(name, isCertain, event);
        break;
      case "listRemove":
        this.#names.remove(event.list, isCertain, event);
        break;
      case "listCreate":
        this.#lists.create(event, isCertain);
        break;
      case "listAdd":
        this.#lists.add(event.list, this.#item(event), isCertain);
        break;
      case "listAnnotate":
        this.#lists.annotate(event, isCertain);
        break;
      case "listDrop":
        this.#lists.drop(event);
        break;
      case "push":
      case "listPush":
        return this.#send(event, isCertain);
      case "copy":
        return this.#copy(event, isCertain);
    }
    return undefined;
  }

  #build(event: BuildEvent, isCertain: boolean): void {
    const targets = targetsOf(event, this.run);
    const images = targets?.map((platform) => ({ kind: "image", maker: event, platform }) as const);
    this.#make(event, images, isCertain);
    if (event.call.hasUnknownWords) this.#names.doubt(unknownWords(event.call));
  }

  /** @param images undefined when not even their number is known */
  #make(event: BuildEvent | CommitEvent, images: readonly ImageContent[] | undefined, isCertain: boolean): void {
    const { list, names, call } = event;
    const [image, ...others] = images ?? [];
    const why = images
      ? "It is built for several platforms, and the one that is built last keeps the name"
      : "For which platforms it is built is not known";
    const unclear = { kind: "unknown", problem: unknown(why, call.location), maker: event } as const;
    const content = image && others.length === 0 ? image : unclear;
    const stored = this.#names.store(content);
    this.#made = { by: event, stored };
    for (const name of names) {
      if (name.transport === undefined || name.transport === "containers-storage")
        this.#names.put(name, stored, isCertain);
      // An archive or a folder: the name of the image is in there.
      else if (name.transport !== "docker") this.#names.widenBy(name);
    }
    if (!list) return;
    const items = (images ?? [content]).map((item) => ({ event, reference: list, content: item, choice: {} }));
    for (const item of items) this.#lists.add(list, item, isCertain);
  }

  #pull({ image, choice, call }: PullEvent, isCertain: boolean): void {
    const { transport } = image;
    const local = { ...image, transport: undefined };
    if (transport !== undefined && transport !== "docker") this.#names.widenBy(image);
    // What is there is not fetched again.
    else if (call.subcommand === "pull" || this.#names.find(local).content.kind === "absent") {
      const stored = this.#names.store(this.#remote(image, false, choice, undefined));
      this.#names.put(local, stored, isCertain);
    }
  }

  #item(event: ListAddEvent): ListItem {
    const { image, choice } = event;
    const content = this.#added(event);
    this.added.set(event, content);
    return { event, reference: image, content, choice };
  }

  /** What is added: without a transport `manifest add` asks the registry first, `manifest create` the storage. */
  #added(event: ListAddEvent): Content {
    const { image, call, takesAll, choice, list } = event;
    const { transport } = image;
    if (transport === "docker") return this.#remote(image, takesAll, choice, undefined);
    const stored = this.#names.find(image);
    if (stored.content.kind === "absent" && hasRegistry(image.repository) && transport === undefined)
      return this.#remote(image, takesAll, choice, undefined);
    this.#names.findList(list)?.problems.push(...this.#names.problemsOf(stored));
    const local = chooseLocal(stored.content, event);
    const isKnown = stored.content.kind !== "unknown";
    const isLocal = transport !== undefined || !hasRegistry(image.repository);
    if (isLocal || (call.subcommand === "manifest create" && isKnown)) return local;
    return this.#remote(image, takesAll, choice, local);
  }

  #remote(
    reference: Reference,
    takesAll: boolean,
    choice: PullEvent["choice"],
    local: Content | undefined,
  ): RemoteContent {
    return { kind: "remote", reference, takesAll, choice, local, published: this.#published };
  }

  #send(event: PushEvent | ListPushEvent, isCertain: boolean): Sent {
    const { call } = event;
    const source = event.kind === "push" ? event.source : event.list;
    // `build -t docker://NAME` is build and push in one.
    const stored = this.#made?.by.call === call ? this.#made.stored : this.#names.find(source);
    const problems = [...this.#names.problemsOf(stored), ...this.#whenever(event.destination, call, isCertain)];
    const content = this.#sent(stored.content, event);
    this.#published++;
    if (findFlag(call, "--rm")) this.#names.remove(source, isCertain, event);
    return { content, problems };
  }

  #copy({ call, source, destination, takesAll, choice }: CopyEvent, isCertain: boolean): Sent | undefined {
    const isRemote = source.transport === "docker";
    const stored = isRemote
      ? this.#names.store(this.#remote(source, takesAll, choice, undefined))
      : this.#names.find(source);
    if (destination.transport === "containers-storage") {
      this.#names.put(destination, stored, isCertain);
      return undefined;
    }
    const problems = [...this.#names.problemsOf(stored), ...this.#whenever(destination, call, isCertain)];
    this.#published++;
    if (stored.content.kind !== "list") return { content: stored.content, problems };
    // With and without --all (measured with skopeo 1.18).
    const problem = failing(`Copying the list ${formatReference(source)} out of local storage fails`, call.location);
    return { content: { kind: "unknown", problem }, problems };
  }

  /** Why it may not be pushed. */
  #whenever(destination: Reference, call: BuildahCall, isCertain: boolean): Problem[] {
    const name = formatReference(destination);
    const problem = conditional(`Whether ${name} is pushed depends on a condition`, call.location);
    return [...(isCertain ? [] : [problem]), ...(call.hasUnknownWords ? [unknownWords(call)] : [])];
  }

  #sent(content: Stored["content"], event: PushEvent | ListPushEvent): Content {
    const list = content.kind === "list" && { ...content, items: [...content.items], problems: [...content.problems] };
    if (event.kind === "listPush") {
      const why = content.kind === "absent" ? "is not there" : "is an image, not a list";
      if (list || content.kind === "unknown") return list || content;
      const problem = failing(`Pushing ${formatReference(event.list)} fails: it ${why}`, event.list.location);
      return { kind: "unknown", problem };
    }
    if (list) return chooseInstance(list, event);
    return content.kind === "absent" ? { ...content, others: this.#names.all } : content;
  }
}

/** The name in local storage that a command takes, or changes the list of. */
function subjectOf(event: ImageEvent): Reference | undefined {
  if (event.kind === "push" || event.kind === "tag" || event.kind === "copy") return event.source;
  return "list" in event ? event.list : undefined;
}

/** What of a local content goes into a list: of a list, one image; to add them all fails (measured with 1.39.3). */
function chooseLocal(content: Stored["content"], { choice, takesAll, image }: ListAddEvent): Content {
  if (content.kind !== "list") return content;
  if (!takesAll) return { kind: "instance", list: { ...content, items: [...content.items] }, choice };
  return { kind: "unknown", problem: failing("Adding a list from local storage with --all fails", image.location) };
}

/**
 * `push LIST` sends the one image that is for the runner, when the images are in the storage (measured with Buildah
 * 1.28.2 and 1.39.3, Podman 5.4.2).
 */
function chooseInstance(list: ListContent, { call, source }: PushEvent): Content {
  if (list.items.every(({ content }) => content.kind === "image")) return { kind: "instance", list, choice: {} };
  const problem =
    call.tool === "podman"
      ? unknown("What of a list is pushed is not known", call.location)
      : failing(`Pushing ${formatReference(source)} fails: its images are not in local storage`, source.location);
  return { kind: "unknown", problem };
}
