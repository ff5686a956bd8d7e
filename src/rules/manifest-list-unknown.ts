import { formatReference, type Reference } from "../buildah/reference";
import { headOf, insertLine, sourceAt } from "../images/callText";
import { joinNames } from "../images/describe";
import type { ImageFlow, JobRun } from "../images/flow";
import { findListUsers } from "../images/listUsers";
import { findLostLists, type LostList } from "../images/lostLists";
import type { Fix } from "../text/finding";
import { nearest } from "../text/nearest";
import { rename } from "./rename";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-list-unknown",
  summary: "A job fills or pushes a manifest list that it has not made.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const lost of findLostLists(run)) {
      const { event, content } = lost;
      // What was taken away is the business of manifest-rm-then-use.
      if (content.kind === "absent" && content.removedBy) continue;
      const lists = madeLists(run);
      const meant = findMeant(event.list, lists);
      const name = formatReference(event.list);
      const why =
        content.kind === "image"
          ? `an image of that name is there, which is no list: the command ends with exit code 125 (“image is not a manifest list”)`
          : `the job makes ${lists.length > 0 ? `only ${joinNames(lists.map(formatReference))}` : "no list"}: the command ends with exit code 125 (“image not known”)`;
      inFlow((flow, { report }) => {
        // So is manifest-cross-job-local where another job makes it.
        if (content.kind === "absent" && isMadeElsewhere(event.list, run, flow)) return;
        report({
          at: event.list.location,
          message: `${run.job.name} ${verbs[event.kind]} the manifest list ${name}, but ${why}.${meant ? ` Is ${formatReference(meant)} meant?` : ""}`,
          fixes: () => (meant ? renameFix(event.list, meant, lost) : createFix(lost, run, flow)),
        });
      });
    }
  },
};

const verbs = { listAdd: "adds to", listAnnotate: "annotates an entry of", listPush: "pushes" } as const;

/** The lists that a job makes, each name once. */
function madeLists({ events }: JobRun): readonly Reference[] {
  const lists = events.flatMap((event) =>
    event.kind === "listCreate" || ((event.kind === "build" || event.kind === "commit") && event.list)
      ? [event.list!]
      : [],
  );
  return [...new Map(lists.map((list) => [list.key ?? list.name.display, list])).values()];
}

function findMeant(list: Reference, lists: readonly Reference[]): Reference | undefined {
  const names = lists.map(formatReference);
  const meant = nearest(formatReference(list), names);
  return meant === undefined ? undefined : lists[names.indexOf(meant)];
}

function isMadeElsewhere({ key }: Reference, run: JobRun, flow: ImageFlow): boolean {
  return key !== undefined && findListUsers(flow, key).makers.some((other) => other.job !== run.job);
}

function renameFix(list: Reference, meant: Reference, { event }: LostList): readonly Fix[] {
  const edit = rename(list, meant, event.call.location);
  return edit ? [{ title: `Write ${formatReference(meant)}`, edits: [edit], safety: "unsafe" }] : [];
}

/** A line that makes the list, in front of the first add. */
function createFix({ event, content }: LostList, run: JobRun, flow: ImageFlow): readonly Fix[] {
  if (event.kind !== "listAdd" || content.kind !== "absent") return [];
  const head = headOf(event.call, flow);
  const list = sourceAt(flow, event.list.location);
  const edit = head && list ? insertLine(event.call, `${head}create ${list}`, "before", run, flow) : undefined;
  return edit ? [{ title: `Create ${formatReference(event.list)} before`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
