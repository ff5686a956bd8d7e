import { formatReference } from "../buildah/reference";
import { predefinedNames } from "../gitlab/predefinedNames";
import type { ImageFlow, JobRun } from "../images/flow";
import { referencesOf } from "../images/references";
import { symbolPlaces } from "../images/symbolPlaces";
import { replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { Piece } from "../text/value";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "ref-undefined-var",
  summary: "A reference holds a variable whose name is a slip of another one.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow, settings }) {
    const done = new Set<string>();
    for (const event of run.events) {
      for (const reference of referencesOf(event)) {
        for (const piece of reference.name.pieces) {
          const name = nameIn(piece);
          if (name === undefined || done.has(name) || settings.knownVariables?.includes(name)) continue;
          done.add(name);
          const meant = findMeant(name, run);
          if (meant === undefined || mayBeSet(name, run)) continue;
          inFlow((flow, { report }) => {
            if (mayComeFromElsewhere(flow)) return;
            const places = symbolPlaces(reference, name, run, flow);
            const without = formatReference(reference).replace(new RegExp(`\\$(${name}\\b|\\{${name}\\})`), "");
            report({
              at: places[0] ?? reference.location,
              message: `${run.job.name} uses ${formatReference(reference)}, but nothing sets $${name}: without it the name is “${without}”. Is $${meant} meant?`,
              fixes: () => {
                if (places.length === 0) return [];
                return [
                  {
                    title: `Write $${meant}`,
                    edits: places.map((place) => replace(place, `\${${meant}}`)),
                    safety: "unsafe",
                  },
                ];
              },
            });
          });
        }
      }
    }
  },
};

/** A variable that nothing is known of; of GitLab's names also one that GitLab does not have. */
function nameIn(piece: Piece): string | undefined {
  if (piece.kind === "unknown") return piece.variable;
  const isMisspelt = piece.kind === "symbol" && piece.name.startsWith("CI_") && !predefinedNames.has(piece.name);
  return isMisspelt ? piece.name : undefined;
}

/** The one variable of which the name is a slip: one word of it, of some length, differs by one letter that is no number. */
function findMeant(name: string, { job, instance }: JobRun): string | undefined {
  const candidates = new Set([...predefinedNames, ...job.variableNames, ...instance.matrix.keys()]);
  if (candidates.has(name)) return undefined;
  const meant = nearest(name, [...candidates], 1);
  if (meant === undefined) return undefined;
  const [written, right] = [name.split("_"), meant.split("_")];
  const at = written.findIndex((word, index) => word !== right[index]);
  const words = [written[at] ?? "", right[at] ?? ""].map((word) => word.replace(/\d+/g, ""));
  const isSlip = written.length === right.length && words.every((word) => word.length >= 4) && words[0] !== words[1];
  // One and many are two things.
  return isSlip && words[0]!.replace(/S$/, "") !== words[1]!.replace(/S$/, "") ? meant : undefined;
}

/** The script names the variable other than by its value: it may set it. So may what is not read. */
function mayBeSet(name: string, { job, isComplete, opaque }: JobRun): boolean {
  const texts = [job.beforeScript, job.script].flatMap((part) => (part.state === "known" ? part.value : []));
  const isNamed = texts.some(({ text }) => new RegExp(`(?<![\\w$]|\\$\\{)${name}\\b`).test(text));
  const isSourced = opaque.some(({ words }) => /^(\.|source|eval)$/.test(words[0]!.value.literal ?? ""));
  return isNamed || isSourced || !isComplete || !job.hasAllInstances;
}

/** An include that is not read may set it, and so may a file that a job hands over. */
function mayComeFromElsewhere({ pipeline, runs }: ImageFlow): boolean {
  const hands = ({ job: { artifacts } }: JobRun) =>
    artifacts.state === "unknown" || (artifacts.state === "known" && artifacts.value.dotenv.state !== "absent");
  return pipeline.open !== undefined || pipeline.isFragment || runs.some(hands);
}

export default rule;
