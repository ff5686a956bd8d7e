import type { BuildahCall, Flag } from "../buildah/call";
import type { Platform, PlatformReading } from "../buildah/platform";
import type { Reference } from "../buildah/reference";
import type { Location } from "../text/span";
import type { Value } from "../text/value";

/** A platform that a build asks for. */
export interface PlatformUse {
  /** Undefined when it cannot be known or is malformed. */
  readonly platform: Platform | undefined;
  /** As written. */
  readonly value: Value;
  /** Where it is written: the variable's value when it comes from a variable, else the word of the command. */
  readonly location: Location;
  /** What it reads as; undefined when a part of it is not known. */
  readonly reading: PlatformReading | undefined;
  /** The `--platform` that holds it. */
  readonly flag: Flag;
  /** Where in the flag's value it begins: an index of `flat`. */
  readonly start: number;
}

/** What `--os`, `--arch` and `--variant` ask for; undefined when a part of it is not known. */
export type PlatformChoice = Partial<Platform> | undefined;

/** What one command does to images. All happen in the order of the script. */
export type ImageEvent =
  | BuildEvent
  | PullEvent
  | TagEvent
  | CommitEvent
  | PushEvent
  | RemoveEvent
  | ListCreateEvent
  | ListAddEvent
  | ListAnnotateEvent
  | ListDropEvent
  | ListPushEvent
  | ListRemoveEvent
  | CopyEvent
  | LoginEvent
  | { readonly kind: "logout"; readonly call: BuildahCall };

/** An image or, for several platforms, images are built. */
export interface BuildEvent {
  readonly kind: "build";
  readonly call: BuildahCall;
  /** Names given with `-t`. */
  readonly names: readonly Reference[];
  /** The list given with `--manifest`. */
  readonly list: Reference | undefined;
  /** Empty: no platform is asked for, the runner's is taken. Undefined: not to be known. */
  readonly platforms: readonly PlatformUse[] | undefined;
}

/** An image is fetched from a registry; `from` fetches one for a working container where it is not there yet. */
export interface PullEvent {
  readonly kind: "pull";
  readonly call: BuildahCall;
  readonly image: Reference;
  readonly choice: PlatformChoice;
}

/** An image or a list gets further names. */
export interface TagEvent {
  readonly kind: "tag";
  readonly call: BuildahCall;
  readonly source: Reference;
  readonly names: readonly Reference[];
}

/** A working container becomes an image. */
export interface CommitEvent {
  readonly kind: "commit";
  readonly call: BuildahCall;
  readonly names: readonly Reference[];
  /** The list given with `--manifest`. */
  readonly list: Reference | undefined;
}

/** An image goes from local storage to a registry or a file. */
export interface PushEvent {
  readonly kind: "push";
  readonly call: BuildahCall;
  readonly source: Reference;
  readonly destination: Reference;
}

/** An image or a list goes from one place to another, with skopeo. */
export interface CopyEvent {
  readonly kind: "copy";
  readonly call: BuildahCall;
  readonly source: Reference;
  readonly destination: Reference;
  /** True when all images of a list are copied, and the list, not only the image for the machine. */
  readonly takesAll: boolean;
  readonly choice: PlatformChoice;
}

/** Names go, and images that have no other name. */
export interface RemoveEvent {
  readonly kind: "remove";
  readonly call: BuildahCall;
  /** Undefined: all images. */
  readonly names: readonly Reference[] | undefined;
}

/** An empty list is made. */
export interface ListCreateEvent {
  readonly kind: "listCreate";
  readonly call: BuildahCall;
  readonly list: Reference;
  /** What becomes of a list of that name that is there: with neither flag the command fails. */
  readonly existing: "fails" | "stays" | "goes";
}

/** An image is added to a list; `manifest create LIST IMAGE` counts too. */
export interface ListAddEvent {
  readonly kind: "listAdd";
  readonly call: BuildahCall;
  readonly list: Reference;
  readonly image: Reference;
  /** True when all images of a list that is added are taken, not only the one for the runner. */
  readonly takesAll: boolean;
  /** Which image of a list is taken; written over what a plain image says of itself. */
  readonly choice: PlatformChoice;
}

/** The platform of an entry is written anew. */
export interface ListAnnotateEvent {
  readonly kind: "listAnnotate";
  readonly call: BuildahCall;
  readonly list: Reference;
  /** A digest or the name of an image. */
  readonly entry: Reference;
  readonly choice: PlatformChoice;
}

/** An entry is taken out of a list. */
export interface ListDropEvent {
  readonly kind: "listDrop";
  readonly call: BuildahCall;
  readonly list: Reference;
}

/** A list goes to a registry. */
export interface ListPushEvent {
  readonly kind: "listPush";
  readonly call: BuildahCall;
  readonly list: Reference;
  readonly destination: Reference;
}

/** A list goes; its images stay. */
export interface ListRemoveEvent {
  readonly kind: "listRemove";
  readonly call: BuildahCall;
  readonly list: Reference;
}

/** Credentials for a registry are put into a file. */
export interface LoginEvent {
  readonly kind: "login";
  readonly call: BuildahCall;
  /** Undefined when no registry is given. */
  readonly registry: Value | undefined;
}
