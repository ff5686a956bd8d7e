import { explain } from "../failures/explain";
import type { LogLine } from "../failures/log";
import { relate } from "../failures/relate";
import type { LogExplanation, QuotedLine } from "../protocol/messages";
import { Places } from "../text/places";
import type { Analysis } from "./analysis";

/** Says why a job failed, and where in the workspace the reason stands. */
export function explainLog({ flows, findings, texts }: Analysis, text: string): LogExplanation {
  const explanation = explain(text);
  const places = new Places(texts);
  const causes = relate(explanation, flows, findings).map(({ id, line, title, fix, job, location, finding }) => {
    const own = finding?.fixes[0]?.title;
    return {
      id,
      quote: quote(line),
      title,
      fix,
      ...(job === undefined ? {} : { job }),
      ...(location && { place: { uri: location.file, range: places.of(location) } }),
      ...(finding && {
        finding: { rule: finding.rule, message: finding.message, ...(own === undefined ? {} : { fix: own }) },
      }),
    };
  });
  return { causes, ...(explanation.firstError && { firstError: quote(explanation.firstError) }) };
}

function quote({ number, text }: LogLine): QuotedLine {
  return { line: number - 1, text: text.trim() };
}
