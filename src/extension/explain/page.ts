import * as vscode from "vscode";
import { commands, type FilePlace, type LogCause, type LogExplanation, type QuotedLine } from "../../protocol/messages";
import { commandLink, type Html, html } from "../page/html";
import { namePlace, placeLink } from "../page/place";

/** What is explained. */
export interface Explained {
  /** In a few words. */
  readonly name: string;
  /** URI of the text, where an editor can show it. */
  readonly uri?: string;
  /** True for what was printed on this machine. */
  readonly isLocal: boolean;
}

/** The page that tells why something failed. */
export function explanationPage({ causes, firstError }: LogExplanation, log: Explained): Html {
  const [first, ...others] = causes;
  const kicker = html`<p class="kicker">${vscode.l10n.t("Why it failed")} · ${log.name}</p>`;
  const check = commandLink(vscode.l10n.t("Check This Machine"), commands.checkMachine, []);
  if (!first) return html`${kicker}${unknown(firstError, log)}`;
  return html`${kicker}
<h1>${first.title}</h1>
${body(first, log, true)}
${others.length === 0 ? undefined : html`<hr><h2>${vscode.l10n.t("Also in this log")}</h2>`}
${others.map((cause) => html`<article class="also"><h3>${cause.title}</h3>${body(cause, log, false)}</article>`)}
${log.isLocal ? html`<hr><p class="kicker">${check}</p>` : undefined}`;
}

function unknown(firstError: QuotedLine | undefined, log: Explained): Html {
  return html`<h1>${vscode.l10n.t("This failure is not known")}</h1>
${firstError && html`<p>${vscode.l10n.t("The first line that tells of an error:")}</p>${quote(firstError, log)}`}`;
}

function body({ quote: line, fix, place, job, finding }: LogCause, log: Explained, hasHeadings: boolean): Html {
  const heading = (text: string) => (hasHeadings ? html`<h2>${text}</h2>` : undefined);
  const own = finding?.fix;
  return html`${quote(line, log)}
${place && html`${heading(vscode.l10n.t("Where it comes from"))}${where(place, job, finding)}`}
${heading(vscode.l10n.t("What to do"))}
<p>${own === undefined ? undefined : `${own}. `}${fix}</p>
${place && actions(place, own)}`;
}

function where(place: FilePlace, job: string | undefined, finding: LogCause["finding"]): Html {
  const name = job === undefined ? undefined : html`<span class="faint"> · ${vscode.l10n.t("job {0}", job)}</span>`;
  return html`<p>${placeLink(place)}${name}</p>${
    finding &&
    html`<div class="finding"><p>${finding.message}</p><p>${commandLink(finding.rule, commands.explainRule, [finding.rule])}</p></div>`
  }`;
}

function actions(place: FilePlace, fix: string | undefined): Html {
  const open = placeLink(place, vscode.l10n.t("Open {0}", namePlace(place)), "button");
  const mend = fix === undefined ? undefined : commandLink(fix, commands.openPlace, [place, true], "button second");
  return html`<p class="actions">${open}${mend}</p>`;
}

function quote({ line, text }: QuotedLine, { uri }: Explained): Html {
  const number = String(line + 1);
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  return html`<div class="quote">${
    uri === undefined ? html`<span class="number">${number}</span>` : placeLink({ uri, range }, number, "number")
  }<code>${text}</code></div>`;
}
