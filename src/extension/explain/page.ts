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
  const why = first?.job === undefined ? vscode.l10n.t("Why it failed") : vscode.l10n.t("Why {0} failed", first.job);
  const kicker = html`<p class="kicker">${why} · ${log.name}</p>`;
  const check = commandLink(vscode.l10n.t("Check This Machine"), commands.checkMachine, []);
  if (!first) return html`${kicker}${unknown(firstError, log)}`;
  // A title may be two sentences, and the second would be long for a heading.
  const [, headline = first.title, more] = /^(.*?\.) ([A-Z].*)$/s.exec(first.title) ?? [];
  return html`${kicker}
<h1>${breakable(headline)}</h1>
${more && html`<p>${more}</p>`}
${body(first, log, true)}
${others.length > 0 && html`<hr><h2>${vscode.l10n.t("Also in this log")}</h2>`}
${others.map((cause) => html`<article class="also"><h3>${cause.title}</h3>${body(cause, log, false)}</article>`)}
${log.isLocal && html`<hr><p class="kicker">${check}</p>`}`;
}

function unknown(firstError: QuotedLine | undefined, log: Explained): Html {
  return html`<h1>${vscode.l10n.t("This failure is not known")}</h1>
${firstError && html`<p>${vscode.l10n.t("The first line that tells of an error:")}</p>${quote(firstError, log)}`}`;
}

function body({ quote: line, fix, place, finding }: LogCause, log: Explained, hasHeadings: boolean): Html {
  const heading = (text: string) => (hasHeadings ? html`<h2>${text}</h2>` : undefined);
  return html`${quote(line, log)}
${heading(vscode.l10n.t("What to do"))}
${finding?.fix !== undefined && html`<p><strong>${finding.fix}.</strong></p>`}
<p>${fix}</p>
${place && actions(place, finding?.fix)}
${finding && html`${heading(vscode.l10n.t("Where it comes from"))}${say(finding)}`}`;
}

function actions(place: FilePlace, fix: string | undefined): Html {
  const open = placeLink(place, vscode.l10n.t("Open {0}", namePlace(place)), "button");
  const mend =
    fix !== undefined &&
    commandLink(vscode.l10n.t("Show Quick Fix"), commands.openPlace, [place, true], "button second");
  return html`<p class="actions">${open}${mend}</p>`;
}

function say({ rule, message }: NonNullable<LogCause["finding"]>): Html {
  return html`<div class="finding"><p>${message}</p><p>${commandLink(rule, commands.explainRule, [rule])}</p></div>`;
}

function quote({ line, text }: QuotedLine, { uri }: Explained): Html {
  const number = String(line + 1);
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  return html`<div class="quote">${
    uri === undefined ? html`<span class="number">${number}</span>` : placeLink({ uri, range }, number, "number")
  }<code>${text}</code></div>`;
}

/** References are long words: they may go on in the next line behind a slash or colon. */
function breakable(text: string): Html {
  return html`${text.split(/(?<=[/:])(?=\S)/).map((part) => html`${part}<wbr>`)}`;
}
