import type { Platform } from "../buildah/platform";
import type { Reference } from "../buildah/reference";
import type { BuildEvent, CommitEvent, ImageEvent, ListAddEvent, PlatformChoice } from "./event";
import type { Problem } from "./problem";

/** What a name stands for in the local storage of a job, or what a push sends. */
export type Content = ImageContent | ListContent | InstanceContent | RemoteContent | UnknownContent | AbsentContent;

/** An image that the job makes. Each build makes one for each platform: the same object means the same image. */
export interface ImageContent {
  readonly kind: "image";
  readonly maker: BuildEvent | CommitEvent;
  /** Undefined when it cannot be known. */
  readonly platform: Platform | undefined;
}

/** A manifest list. */
export interface ListContent {
  readonly kind: "list";
  /** In the order in which they were added. */
  readonly items: readonly ListItem[];
  readonly problems: readonly Problem[];
}

/** What was added to a list at one time; several entries when it is a list that is added with all of its images. */
export interface ListItem {
  readonly event: ListAddEvent | BuildEvent | CommitEvent;
  /** The image as it is named in the command; the list's own name for what a build adds. */
  readonly reference: Reference;
  readonly content: Content;
  /** What commands say about the platform in the image's place. */
  readonly choice: PlatformChoice;
}

/** One image of a list: that for the runner, or the one that is chosen. */
export interface InstanceContent {
  readonly kind: "instance";
  readonly list: ListContent;
  readonly choice: PlatformChoice;
}

/** What a registry has under a name at that time: what it is depends on other jobs. */
export interface RemoteContent {
  readonly kind: "remote";
  readonly reference: Reference;
  /** True when all images of a list are meant, not only one. */
  readonly takesAll: boolean;
  /** Which image of a list is meant. */
  readonly choice: PlatformChoice;
  /** What is taken when the registry has nothing of the name. */
  readonly local: Content | undefined;
  /** How many things the job has published before. */
  readonly published: number;
}

/** Not to be known. */
export interface UnknownContent {
  readonly kind: "unknown";
  readonly problem: Problem;
  /** What makes it, when the job itself does. */
  readonly maker?: BuildEvent | CommitEvent;
}

/** Certainly nothing. */
export interface AbsentContent {
  readonly kind: "absent";
  /** The names that there are. */
  readonly others: readonly Reference[];
  /** What took it away, when it was there. */
  readonly removedBy?: ImageEvent;
}
