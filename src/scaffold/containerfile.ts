import { containerfileNames } from "../protocol/scaffold";
import type { Refusal } from "./image";
import { isOneLine } from "./quote";

/** The Containerfile to build from. */
export interface ContainerfileAnswer {
  /** Relative to the project, without `.` and empty parts. */
  readonly path: string;
  /** The value of `-f`; undefined where Buildah finds the file by itself. */
  readonly flag: string | undefined;
}

/**
 * Reads the path of the Containerfile. Buildah looks for `Containerfile`, then `Dockerfile` in the context, so those two
 * need no `-f`. `./Dockerfile` asks for one, for projects that have both.
 */
export function readContainerfile(answer: string): ContainerfileAnswer | Refusal {
  const example = `for example ${containerfileNames[0]}`;
  if (answer.trim() === "") return { message: `Name the Containerfile to build from, ${example}.` };
  if (!isOneLine(answer)) return { message: "The path of the Containerfile holds characters that cannot be printed." };
  if (answer.includes("\\")) return { message: `Write the path of the Containerfile with /, not with \\.` };
  if (answer.startsWith("/") || /^[A-Za-z]:\//.test(answer)) {
    return { message: `Write the path of the Containerfile from the root of the project, ${example}.` };
  }
  const parts = answer.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return { message: "The Containerfile must be inside of the project." };
  if (parts.length === 0 || /\/\.?$/.test(answer))
    return { message: `${answer} is a folder: name the Containerfile in it.` };
  const path = parts.join("/");
  if (containerfileNames.includes(answer)) return { path, flag: undefined };
  // `-f -` would read the standard input.
  const needsDot = path === "-" || containerfileNames.includes(path);
  return { path, flag: needsDot ? `./${path}` : path };
}
