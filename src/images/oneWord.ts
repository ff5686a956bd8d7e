import type { Value } from "../text/value";

/** Variables of GitLab that hold no slash. */
const withoutSlash = /^CI_(PROJECT_(NAME|PATH_SLUG|ID)|COMMIT_(REF_SLUG|SHA|SHORT_SHA)|PIPELINE_I?ID|JOB_ID)$/;

/** True for a repository that certainly has no slash: in a registry it is one of Docker's own, `docker.io/library/NAME`. */
export function isOneWord({ pieces }: Value): boolean {
  return (
    pieces.length > 0 &&
    pieces.every((piece) =>
      piece.kind === "literal" ? !piece.text.includes("/") : piece.kind === "symbol" && withoutSlash.test(piece.name),
    )
  );
}
