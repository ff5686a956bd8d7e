import { findBuiltPlatforms } from "../images/builtPlatforms";
import type { BuildNeeds } from "../protocol/messages";
import { usualPlatforms } from "../run/doctor/wanted";
import { Places } from "../text/places";
import type { Analysis } from "./analysis";
import { checkRunners } from "./runnerChecks";

/** The platforms that the pipelines build for, and what the runner configurations say of builds. */
export function findBuildNeeds({ flows, runners, findings, texts }: Analysis): BuildNeeds {
  const built = findBuiltPlatforms(flows);
  const places = new Places(texts);
  return {
    platforms: built.length > 0 ? built : usualPlatforms,
    runners: runners.flatMap((configuration) =>
      checkRunners(configuration, findings).map(({ locations, ...check }) => ({
        ...check,
        places: locations.map((location) => ({ uri: location.file, range: places.of(location) })),
      })),
    ),
  };
}
