import { type BuildahCall, findFlag } from "../buildah/call";
import { textAt } from "../images/scriptText";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-no-registry",
  summary: "A login names no registry.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    // Podman takes the first registry of its configuration.
    if (call.subcommand !== "login" || call.tool === "podman" || call.hasUnknownWords) return;
    if (findFlag(call, "--get-login") || call.misplaced.length > 0) return;
    const [word] = call.positionals;
    if (word && word.value.flat !== "") return;
    inFlow((flow, { report }) => {
      // A variable that is empty in the files may be set elsewhere.
      const { file, span } = call.location;
      const line = /^.*/.exec(flow.pipeline.files.get(file)?.text.slice(span.end) ?? "")![0];
      const rest = call.flags.reduce(
        (text, { location }) => text.replace(textAt(location, flow), ""),
        textAt(call.location, flow) + line,
      );
      if (rest.includes("$")) return;
      const error = word ? "http: no Host in request URL" : "please specify a registry to login to";
      report({
        at: word ? word.location : call.location,
        message: `${job.name} runs ${call.tool} login without a registry: it ends with exit code 125 (“${error}”).`,
        fixes: () => nameRegistry(call, word?.location),
      });
    });
  },
};

/** The user tells the registry where it is GitLab's own. */
function nameRegistry(call: BuildahCall, empty: BuildahCall["location"] | undefined): readonly Fix[] {
  const [user, ...others] = findFlag(call, "--username")?.value?.pieces ?? [];
  if (user?.kind !== "symbol" || user.name !== "CI_REGISTRY_USER" || others.length > 0) return [];
  const { start, end } = call.location.span;
  const edit = empty
    ? replace(empty, "$CI_REGISTRY")
    : replace(placeWithin(call.location, end - start, end - start), " $CI_REGISTRY");
  return [{ title: "Log in to $CI_REGISTRY", edits: [edit], safety: "safe" }];
}

export default rule;
