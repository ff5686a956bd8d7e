import type { Reference } from "../buildah/reference";

/** Variables of GitLab whose value no other pipeline has. */
const ofPipeline = /^CI_(PIPELINE_I?ID|PIPELINE_CREATED_AT|JOB_ID|JOB_STARTED_AT)$/;
/** Those that only a pipeline for the same commit has. */
const ofCommit = /^CI_(COMMIT_SHA|COMMIT_SHORT_SHA|COMMIT_TIMESTAMP)$/;

/** How seldom a name comes again: in no other pipeline, only in one for the same commit, or in any. */
export function reuseOf({ full }: Reference): "never" | "same commit" | "any" {
  const names = full.pieces.flatMap((piece) => (piece.kind === "symbol" ? [piece.name] : []));
  if (names.some((name) => ofPipeline.test(name))) return "never";
  return names.some((name) => ofCommit.test(name)) ? "same commit" : "any";
}
