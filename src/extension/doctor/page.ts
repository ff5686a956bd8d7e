import * as vscode from "vscode";
import { commands, type MachineCheck } from "../../protocol/messages";
import { commandLink, type Html, html } from "../page/html";
import { placeLink } from "../page/place";

/** What was found out. */
export interface Findings {
  readonly machine: readonly MachineCheck[];
  /** Of the runner configurations in the workspace. */
  readonly runners: readonly MachineCheck[];
  /** The registries that were asked. */
  readonly registries: readonly string[];
}

/** From what keeps builds from working to what is well. */
const states: readonly MachineCheck["state"][] = ["failure", "warning", "unknown", "ok"];

/** The page that tells whether this machine, and the runners of the workspace, can build. */
export function machinePage({ machine, runners, registries }: Findings): Html {
  const again = commandLink(vscode.l10n.t("Check Again"), commands.checkMachine, [registries], "button");
  const ask = commandLink(vscode.l10n.t("Ask a Registry…"), commands.askRegistry, [registries], "button second");
  return html`<p class="kicker">${vscode.l10n.t("This machine")}</p>
<h1>${summarize(machine)}</h1>
${table(machine)}
<p class="actions">${again}${ask}
${registries.length === 0 && html`<span class="faint">${vscode.l10n.t("Nothing was asked of the network.")}</span>`}</p>
${runners.length > 0 && html`<h2>${vscode.l10n.t("Runners configured in this workspace")}</h2>${table(runners)}`}`;
}

function summarize(checks: readonly MachineCheck[]): string {
  const count = (state: MachineCheck["state"]) => checks.filter((check) => check.state === state).length;
  const failures = count("failure");
  if (failures === 1) return vscode.l10n.t("One thing keeps builds from working here");
  if (failures > 1) return vscode.l10n.t("{0} things keep builds from working here", failures);
  return count("warning") > 0 ? vscode.l10n.t("Builds work here, with limits") : vscode.l10n.t("Builds work here");
}

function table(checks: readonly MachineCheck[]): Html {
  const sorted = states.flatMap((state) => checks.filter((check) => check.state === state));
  return html`<table>${sorted.map(row)}</table>`;
}

function row({ state, message, fix, places = [] }: MachineCheck): Html {
  return html`<tr><td class="state ${state}">${nameState(state)}</td><td>${markCommands(message)}
${fix !== undefined && html`<p class="faint">${markCommands(fix)}</p>`}
${places.length > 0 && html`<p>${places.map((place) => html`${placeLink(place)} `)}</p>`}</td></tr>`;
}

function nameState(state: MachineCheck["state"]): string {
  const names: Record<MachineCheck["state"], string> = {
    failure: vscode.l10n.t("✗ Fails"),
    warning: vscode.l10n.t("! Limited"),
    unknown: vscode.l10n.t("? Unknown"),
    ok: vscode.l10n.t("✓ Works"),
  };
  return names[state];
}

/** What stands between backquotes as code, commands with a link that copies them. */
function markCommands(text: string): Html {
  const parts = text.split("`").map((part, index) => {
    if (index % 2 === 0) return html`${part}`;
    const copy = commandLink(vscode.l10n.t("Copy"), commands.copySnippet, [part], "copy");
    return html`<code>${part}${part.includes(" ") && copy}</code>`;
  });
  return html`${parts}`;
}
