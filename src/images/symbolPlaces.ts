import type { Reference } from "../buildah/reference";
import { type Location, placeWithin } from "../text/span";
import type { ImageFlow, JobRun } from "./flow";

/** Variables of variables are followed so far. */
const maxDepth = 5;

/**
 * Where a variable stands in a reference: in the word of the script, or in the value of a variable that is in that. Empty
 * where it is written in another way.
 */
export function symbolPlaces(reference: Reference, name: string, run: JobRun, flow: ImageFlow): readonly Location[] {
  return search(reference.location, name, run, flow, maxDepth);
}

function search(place: Location, name: string, run: JobRun, flow: ImageFlow, depth: number): readonly Location[] {
  const text = flow.pipeline.files.get(place.file)?.text.slice(place.span.start, place.span.end) ?? "";
  const uses = [...text.matchAll(/\$(?:(\w+)|\{(\w+)\})/g)].map((match) => ({
    variable: (match[1] ?? match[2])!,
    location: placeWithin(place, match.index, match.index + match[0].length),
  }));
  const own = uses.filter(({ variable }) => variable === name);
  if (own.length > 0 || depth === 0) return own.map(({ location }) => location);
  for (const { variable } of uses) {
    const origin = run.job.variableOrigin(run.instance, variable);
    const found = origin ? search(origin.location, name, run, flow, depth - 1) : [];
    if (found.length > 0) return found;
  }
  return [];
}
