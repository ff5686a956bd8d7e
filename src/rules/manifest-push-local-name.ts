import { readReference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import { readPlain } from "../images/callText";
import { isOneWord } from "../images/oneWord";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-push-local-name",
  summary: "A manifest list whose name has no registry is pushed without a destination.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, run, { inFlow, versionOf }) {
    const [word, ...others] = call.positionals;
    if (call.tool !== "buildah" || call.subcommand !== "manifest push" || call.hasUnknownWords) return;
    if (!word || others.length > 0) return;
    const { repository, tag, transport } = readReference(word.value, word.location);
    // With a slash it names a user of Docker Hub. Before 1.31 it fails for another reason: manifest-push-one-arg-old.
    if (transport !== undefined || !isOneWord(repository) || isBefore(versionOf(run).version, 1, 31)) return;
    inFlow((flow, { report }) =>
      report({
        at: word.location,
        message: `${run.job.name} pushes the list ${word.value.display} without a destination: the name has no registry, so it goes to docker.io/library/${word.value.display}, which only Docker may write to, and the job ends with exit code 125.`,
        fixes: (): readonly Fix[] => {
          const plain = readPlain(word, flow);
          if (!plain || (tag && !tag.isKnown)) return [];
          const target = `docker://$CI_REGISTRY_IMAGE:${tag?.display ?? "latest"}`;
          const end = 2 * plain.quote.length + plain.text.length;
          const place = placeWithin(word.location, end, end);
          return [{ title: `Push it to ${target}`, edits: [replace(place, ` ${target}`)], safety: "unsafe" }];
        },
      }),
    );
  },
};

export default rule;
