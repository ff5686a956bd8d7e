import type { Reference } from "../buildah/reference";
import { isBranchName, mayHaveSlash } from "../images/branchNames";
import { isCertain } from "../images/certainty";
import type { ImageFlow, JobRun } from "../images/flow";
import { referencesOf } from "../images/references";
import { symbolPlaces } from "../images/symbolPlaces";
import { type Fix, replace } from "../text/finding";
import { placeBetween } from "../text/span";
import type { Value } from "../text/value";
import type { Report, Rule } from "./rule";

/** Names that may hold upper-case letters. */
const mixed = /^(CI_PROJECT_(PATH|NAME|NAMESPACE|ROOT_NAMESPACE|TITLE)|GITLAB_USER_(LOGIN|NAME))$/;

const rule: Rule = {
  id: "ref-name-unsafe",
  summary: "A reference is made of a name that may not be allowed there.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const { command } = event.call;
      // A branch of the script may have looked at the name.
      if (command.toleratesFailure || !isCertain(run, command)) continue;
      for (const reference of referencesOf(event)) {
        const branch = reference.tag && symbolIn(reference.tag, isBranchName);
        const path = symbolIn(reference.repository, (name) => mixed.test(name));
        if (branch) inFlow((flow, { report }) => reportTag(branch, reference, run, flow, report));
        if (path) inFlow((flow, { report }) => reportRepository(path, reference, run, flow, report));
      }
    }
  },
};

type ReportOf = (report: Report) => void;

function reportTag(name: string, reference: Reference, run: JobRun, flow: ImageFlow, report: ReportOf): void {
  if (!mayHaveSlash(run, name)) return;
  const places = symbolPlaces(reference, name, run, flow);
  report({
    at: places[0] ?? reference.location,
    message: `${run.job.name} makes a tag of $${name}: on a branch such as feature/login it ends with exit code 125 (“invalid reference format”), for a tag cannot have a slash. $CI_COMMIT_REF_SLUG is the same name made safe.`,
    fixes: () => write("$CI_COMMIT_REF_SLUG", places, /^CI_COMMIT_/.test(name)),
  });
}

function reportRepository(name: string, reference: Reference, run: JobRun, flow: ImageFlow, report: ReportOf): void {
  const places = symbolPlaces(reference, name, run, flow);
  const [registry] = symbolPlaces(reference, "CI_REGISTRY", run, flow);
  // Whether the project has such a name is not known here.
  report({
    at: places[0] ?? reference.location,
    severity: "info",
    message: `${run.job.name} makes a repository of $${name}: where that has upper-case letters it ends with exit code 125 (“repository name must be lowercase”). $CI_REGISTRY_IMAGE is the project's own repository, in lower case.`,
    fixes: () => {
      const isAdjacent =
        name === "CI_PROJECT_PATH" &&
        registry?.file === places[0]?.file &&
        registry?.span.end === (places[0]?.span.start ?? 0) - 1;
      if (!isAdjacent) return [];
      const whole = placeBetween(registry!, places[0]!);
      return [{ title: "Write $CI_REGISTRY_IMAGE", edits: [replace(whole, "$CI_REGISTRY_IMAGE")], safety: "safe" }];
    },
  });
}

function symbolIn({ pieces }: Value, isMeant: (name: string) => boolean): string | undefined {
  for (const piece of pieces) if (piece.kind === "symbol" && isMeant(piece.name)) return piece.name;
  return undefined;
}

function write(newText: string, places: ReturnType<typeof symbolPlaces>, isSame: boolean): readonly Fix[] {
  if (!isSame || places.length === 0) return [];
  return [{ title: `Write ${newText}`, edits: places.map((place) => replace(place, newText)), safety: "unsafe" }];
}

export default rule;
