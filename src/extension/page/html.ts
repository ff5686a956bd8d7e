/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template may hold: HTML stays what it is, `undefined` and `false` are nothing, all else is text. */
export type Part = Html | string | number | undefined | false | readonly Html[];

/** Makes HTML of a template. Whatever stands in it as text is shown as text, whoever wrote it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + write(parts[index])).join(""));
}

function write(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  return typeof part === "object" ? part.map(write).join("") : escapeText(String(part));
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A link that runs a command with some arguments. */
export function commandLink(label: string, command: string, args: readonly unknown[], className = "link"): Html {
  const href = `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
  return html`<a class="${className}" href="${href}">${label}</a>`;
}
