import { formatReference, hasRegistry } from "../buildah/reference";
import { headOf, insertLine, readPlain } from "../images/callText";
import type { ImageFlow, JobRun } from "../images/flow";
import { findListUsers } from "../images/listUsers";
import { findUnpushedLists, type UnpushedList } from "../images/unpushedLists";
import type { Fix } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-never-pushed",
  summary: "A manifest list is made and filled but not pushed.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const unpushed of findUnpushedLists(run)) {
      const { list } = unpushed.create;
      inFlow((flow, { report }) => {
        // A push by another job fails: manifest-cross-job-local tells of that.
        if (findListUsers(flow, list.key!).pushers.some(({ job }) => job !== run.job)) return;
        report({
          at: list.location,
          message: `${run.job.name} makes the manifest list ${formatReference(list)} and adds images to it, but never pushes it: the job is green, the list goes with its storage, and no registry ever has it.`,
          fixes: () => fix(unpushed, run, flow),
        });
      });
    }
  },
};

function fix({ create, adds }: UnpushedList, run: JobRun, flow: ImageFlow): readonly Fix[] {
  const { call } = adds.at(-1)!;
  const { list } = create;
  const word = create.call.positionals[0];
  const plain = word && readPlain(word, flow);
  const head = headOf(call, flow);
  if (!head || !plain || list.transport !== undefined || !hasRegistry(list.repository)) return [];
  const { quote, text } = plain;
  const line = `${head}push --all ${quote}${text}${quote} ${quote}docker://${text}${quote}`;
  const edit = insertLine(call, line, "after", run, flow);
  return edit ? [{ title: `Push it to docker://${formatReference(list)}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
