import { formatReference, type Reference } from "../buildah/reference";
import { symbolPlaces } from "../images/symbolPlaces";
import { replace } from "../text/finding";
import { symbolMark } from "../text/value";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "ref-registry-foreign",
  summary: "A push to GitLab's registry goes to a path that no project can have.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const { event } of run.publications) {
      const { destination } = event;
      if (!isOutsideOfProjects(destination)) continue;
      inFlow((flow, { report }) => {
        const [place] = symbolPlaces(destination, "CI_REGISTRY", run, flow);
        report({
          at: place ?? destination.location,
          message: `${run.job.name} pushes ${formatReference(destination)}: GitLab's registry has images below the path of a project only, group/project at least, and refuses others (“denied: requested access to the resource is denied”).`,
          fixes: () =>
            place
              ? [{ title: "Write $CI_REGISTRY_IMAGE", edits: [replace(place, "$CI_REGISTRY_IMAGE")], safety: "unsafe" }]
              : [],
        });
      });
    }
  },
};

/** `$CI_REGISTRY/NAME`: a project lies in a namespace, so its path has two parts or more. */
function isOutsideOfProjects({ repository, transport }: Reference): boolean {
  const [registry, name, ...others] = repository.split("/");
  const symbol = registry!.flat === symbolMark && registry!.pieces[0];
  const isGitlab = symbol && symbol.kind === "symbol" && symbol.name === "CI_REGISTRY";
  if (!isGitlab || !name || others.length > 0 || (transport !== undefined && transport !== "docker")) return false;
  // The path of a project has a slash in it.
  return name.pieces.every(
    (piece) => piece.kind === "literal" || (piece.kind === "symbol" && piece.name === "CI_PROJECT_NAME"),
  );
}

export default rule;
