import { formatReference, type Reference } from "../buildah/reference";
import type { ListItem } from "./content";
import type { ListAnnotateEvent, ListCreateEvent, ListDropEvent } from "./event";
import { conditional, failing, type Problem, unknown, unknownWords } from "./problem";
import type { GrowingList, StoredNames } from "./storedNames";

/** The manifest lists in a local storage. */
export class StoredLists {
  constructor(readonly names: StoredNames) {}

  /** Makes an empty list, unless there is one. */
  create({ list, existing, call }: ListCreateEvent, isCertain: boolean): void {
    const { content } = this.names.find(list);
    // Over a list that is there it fails, and so does the job.
    const mustBeNew = existing === "fails" && isCertain && !call.command.toleratesFailure;
    const isReplaced = existing === "goes" && isCertain;
    if (list.key === undefined) return;
    // Whatever decides whether it runs asks for the list: it is there afterwards.
    if (content.kind === "absent" || isReplaced || (content.kind === "unknown" && mustBeNew)) this.#start(list);
    else if (content.kind === "unknown") this.#start(list, content.problem);
    else if (content.kind === "list" && mustBeNew)
      content.problems.push(failing(`Creating ${formatReference(list)} fails: it is there already`, call.location));
  }

  #start(list: Reference, ...problems: Problem[]): GrowingList {
    const content: GrowingList = { kind: "list", items: [], problems };
    this.names.put(list, this.names.store(content), true);
    return content;
  }

  /** Adds to a list, which a build makes where there is none. */
  add(name: Reference, item: ListItem, isCertain: boolean): void {
    const { call } = item.event;
    if (name.key === undefined) {
      this.names.doubt(unknown(`To which list ${call.tool} ${call.subcommand} adds is not known`, call.location));
      return;
    }
    const list = this.names.findList(name) ?? this.#startFor(name, item.event);
    list.items.push(item);
    if (call.hasUnknownWords) list.problems.push(unknownWords(call));
    if (!isCertain) list.problems.push(conditional(whether(item, "added"), call.location));
  }

  /** A list for a name that stands for none: a build makes one where nothing is, an add fails. */
  #startFor(list: Reference, { kind }: ListItem["event"]): GrowingList {
    const { content } = this.names.find(list);
    if (content.kind === "unknown") return this.#start(list, content.problem);
    if (content.kind === "absent" && kind !== "listAdd") return this.#start(list);
    const why = content.kind === "absent" ? "is not there" : "is an image, not a list";
    return this.#start(list, failing(`Adding to ${formatReference(list)} fails: it ${why}`, list.location));
  }

  /** Writes over what an entry says of its platform. */
  annotate({ list: name, entry, choice, call }: ListAnnotateEvent, isCertain: boolean): void {
    if (choice && Object.keys(choice).length === 0) return;
    const list = this.names.findList(name);
    const at = list?.items.findIndex(({ reference }) => entry.key !== undefined && reference.key === entry.key) ?? -1;
    const item = list?.items[at];
    if (!item) {
      this.#doubt(list, `Which entry ${call.subcommand} is about is not known`, call);
      return;
    }
    list!.items[at] = { ...item, choice: item.choice && choice && { ...item.choice, ...choice } };
    if (!isCertain) list!.problems.push(conditional(whether(item, "changed"), call.location));
  }

  /** Takes an entry out; which one it is, a digest says that is not known. */
  drop({ list, call }: ListDropEvent): void {
    this.#doubt(this.names.findList(list), "Which entry is taken out is not known", call);
  }

  /** @param list undefined: it may be any */
  #doubt(list: GrowingList | undefined, message: string, { location }: ListDropEvent["call"]): void {
    if (list) list.problems.push(unknown(message, location));
    else this.names.doubt(unknown(message, location));
  }
}

function whether({ reference }: ListItem, done: string): string {
  return `Whether ${formatReference(reference)} is ${done} depends on a condition`;
}
