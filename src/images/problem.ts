import type { BuildahCall } from "../buildah/call";
import type { Location } from "../text/span";

/** Something that keeps the picture of an image or a list from being whole, or that makes it a wrong one. */
export interface Problem {
  readonly kind: "missing" | "duplicate" | "unordered" | "collision" | "conditional" | "failing" | "unknown";
  /** One sentence without a full stop. */
  readonly message: string;
  readonly location: Location;
}

/** Something cannot be known. */
export function unknown(message: string, location: Location): Problem {
  return { kind: "unknown", message, location };
}

/** A command fails, and the job with it. */
export function failing(message: string, location: Location): Problem {
  return { kind: "failing", message, location };
}

/** Something may not happen. */
export function conditional(message: string, location: Location): Problem {
  return { kind: "conditional", message, location };
}

/** A call has words that may be anything. */
export function unknownWords({ tool, subcommand, location }: BuildahCall): Problem {
  return unknown(`${tool} ${subcommand} takes words that are not known`, location);
}
