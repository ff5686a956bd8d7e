import type { BuildahCall } from "../buildah/call";
import { hasRegistry, readReference } from "../buildah/reference";
import { differsElsewhere, prefixWord } from "../images/callText";
import type { ImageFlow, JobRun, ListAddEvent } from "../images/flow";
import { isSwapped } from "../images/lostLists";
import { isStaleAdd } from "../images/staleAdds";
import type { Fix } from "../text/finding";
import { unknownMark } from "../text/value";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-add-no-transport",
  summary: "An image is added to a manifest list without saying that it comes from a registry.",
  severity: "info",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      if (event.kind !== "listAdd" || !isWithoutTransport(event.call) || isSwapped(event, run)) continue;
      inFlow((flow, { report }) => {
        // The more serious case.
        if (isStaleAdd(event, run, flow)) return;
        report({
          at: event.image.location,
          message: `${run.job.name} adds ${event.image.name.display} without a transport: the registry is asked first, but when it does not answer or refuses, an image of that name in local storage is taken without a word. With docker:// the job fails then.`,
          fixes: () => fix(event, run, flow),
        });
      });
    }
  },
};

/** True when the image has a registry in its name, but certainly no transport. */
function isWithoutTransport({ tool, subcommand, positionals, hasUnknownWords }: BuildahCall): boolean {
  const [, word, ...others] = positionals;
  if (tool !== "buildah" || subcommand !== "manifest add" || hasUnknownWords || !word || others.length > 0)
    return false;
  const { transport, repository } = readReference(word.value, word.location);
  const host = repository.flat.split("/", 1)[0]!;
  const isRemote = hasRegistry(repository) && !host.includes(unknownMark) && !/^localhost(:|$)/.test(host);
  return transport === undefined && isRemote;
}

function fix(event: ListAddEvent, run: JobRun, flow: ImageFlow): readonly Fix[] {
  const { call } = event;
  const content = run.added.get(event);
  const local = content?.kind === "remote" ? content.local : undefined;
  const word = call.positionals[1]!;
  const edit = differsElsewhere(call, flow, isWithoutTransport) ? undefined : prefixWord(word, "docker://", flow);
  // What the job makes itself and does not push is in local storage only: there docker:// would be wrong.
  if (!edit || (local && local.kind !== "unknown" && !isPushedBefore(event, run))) return [];
  return [{ title: "Write docker:// in front", edits: [edit], safety: local?.kind === "unknown" ? "unsafe" : "safe" }];
}

function isPushedBefore(event: ListAddEvent, { added, publications }: JobRun): boolean {
  const content = added.get(event);
  const published = content?.kind === "remote" ? content.published : 0;
  return publications
    .slice(0, published)
    .some((push) => push.isCertain && push.event.destination.key === event.image.key);
}

export default rule;
