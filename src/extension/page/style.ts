import { Html } from "./html";

/** How pages look: in the colours and fonts of the theme. */
export const style = new Html(`
body { font-size: 14px; line-height: 1.55; padding: 0 32px 48px; color: var(--vscode-editor-foreground); }
main { max-width: 46rem; overflow-wrap: anywhere; }
a { color: var(--vscode-textLink-foreground); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
p { margin: 0 0 10px; }
h1 { font-size: 1.4em; font-weight: 600; line-height: 1.3; margin: 0 0 16px; }
h2 { font-size: 1.08em; font-weight: 600; margin: 24px 0 8px; }
h3 { font-size: 1em; font-weight: 600; margin: 0 0 8px; }
code, pre { font-family: var(--vscode-editor-font-family); font-size: 0.93em; }
code { display: inline-block; max-width: 100%; background: var(--vscode-textCodeBlock-background); color: inherit; padding: 0 5px; border-radius: 3px; }
.kicker { margin: 24px 0 6px; font-size: 0.86em; color: var(--vscode-descriptionForeground); }
.faint { color: var(--vscode-descriptionForeground); }
.quote { display: flex; gap: 14px; margin: 0 0 4px; padding: 10px 14px; border-left: 3px solid var(--vscode-editorError-foreground);
  border-radius: 0 4px 4px 0; background: var(--vscode-textCodeBlock-background); }
.quote > .number { flex: none; font-family: var(--vscode-editor-font-family); font-size: 0.93em; color: var(--vscode-editorLineNumber-foreground); }
.quote > a.number { color: var(--vscode-textLink-foreground); }
.quote > code { display: inline; padding: 0; background: none; white-space: pre-wrap; }
.also .quote { border-color: var(--vscode-editorWarning-foreground); }
.also { margin: 0 0 28px; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; margin: 14px 0 0; }
.button { padding: 4px 12px; border-radius: 3px; background: var(--vscode-button-background); color: var(--vscode-button-foreground);
  border: 1px solid var(--vscode-button-border, transparent); }
.button:hover { background: var(--vscode-button-hoverBackground); text-decoration: none; }
.button.second { background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); }
.finding { margin: 0 0 4px; padding: 10px 14px; border: 1px solid var(--vscode-widget-border, var(--vscode-editorWidget-border)); border-radius: 4px; }
.finding p:last-child { margin: 0; }
hr { border: 0; border-top: 1px solid var(--vscode-widget-border, var(--vscode-editorWidget-border)); margin: 32px 0 0; }
table { width: 100%; border-collapse: collapse; margin: 0 0 8px; }
td { padding: 9px 12px 9px 0; vertical-align: top; border-top: 1px solid var(--vscode-widget-border, var(--vscode-editorWidget-border)); }
td p { margin: 4px 0 0; }
td.state { width: 7.5em; white-space: nowrap; font-weight: 600; }
.failure { color: var(--vscode-editorError-foreground); }
.warning { color: var(--vscode-editorWarning-foreground); }
.unknown { color: var(--vscode-descriptionForeground); }
.ok { color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.copy { font-family: var(--vscode-font-family); margin-left: 10px; }
`);
