import type { Reference } from "../buildah/reference";
import type { ImageEvent } from "./event";

/** The names of images and lists that an event works with, each as it is written. */
export function referencesOf(event: ImageEvent): readonly Reference[] {
  switch (event.kind) {
    case "build":
    case "commit":
      return event.list ? [...event.names, event.list] : event.names;
    case "pull":
      return [event.image];
    case "tag":
      return [event.source, ...event.names];
    case "push":
    case "copy":
      return event.source === event.destination ? [event.source] : [event.source, event.destination];
    case "remove":
      return event.names ?? [];
    case "listAdd":
      return [event.list, event.image];
    case "listPush":
      return event.list === event.destination ? [event.list] : [event.list, event.destination];
    case "listCreate":
    case "listAnnotate":
    case "listDrop":
    case "listRemove":
      return [event.list];
    case "login":
    case "logout":
      return [];
  }
}
