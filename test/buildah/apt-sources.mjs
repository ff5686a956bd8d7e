// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * One archive of the machine's own apt configuration, in one form for both file formats that sources.list(5) describes.
 * @typedef {object} AptSource
 * @property {string} uri
 * @property {string} suite
 * @property {string[]} components
 * @property {Record<string, string>} options how apt shall trust and fetch it, named as in a deb822 file, in lower case
 */

/** What a one-line option is called in a deb822 file, where the two differ in more than upper and lower case. */
const FIELD_OF_OPTION = new Map([
  ["arch", "architectures"],
  ["lang", "languages"],
  ["target", "targets"],
]);

/** Fields that choose what to fetch, not how; whoever uses the archive for something else must set them anew. */
const CHOOSING_FIELDS = new Set([
  "types",
  "uris",
  "suites",
  "components",
  "architectures",
  "languages",
  "targets",
  "enabled",
]);

/**
 * The binary archives that apt is told to use on this machine.
 * @param {{sourceList: string, sourceParts: string}} places the file and the folder, as `apt-config` names them
 * @returns {Promise<AptSource[]>} in the order in which apt reads them; empty when there are none
 */
export async function readAptSources({ sourceList, sourceParts }) {
  const parts = (await readdir(sourceParts).catch(() => [])).sort().map((name) => join(sourceParts, name));
  /** @type {AptSource[]} */
  const sources = [];
  for (const file of [sourceList, ...parts]) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (file.endsWith(".sources")) sources.push(...parseDeb822Sources(text));
    else if (file.endsWith(".list")) sources.push(...parseOneLineSources(text));
  }
  return sources;
}

/**
 * @param {string} text content of a `.list` file
 * @returns {AptSource[]}
 */
export function parseOneLineSources(text) {
  /** @type {AptSource[]} */
  const sources = [];
  for (const line of text.split("\n")) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)/.exec(line);
    if (!match) continue;
    const [, options = "", uri = "", suite = "", rest] = match;
    // An installation disc has blanks inside brackets in its URI and is no mirror anyway.
    if (uri.startsWith("cdrom:")) continue;
    sources.push({ uri, suite, components: words(rest), options: keepTrust(oneLineOptions(options)) });
  }
  return sources;
}

/**
 * @param {string} text content of a `.sources` file
 * @returns {AptSource[]}
 */
export function parseDeb822Sources(text) {
  /** @type {AptSource[]} */
  const sources = [];
  for (const fields of deb822Stanzas(text)) {
    if (!words(fields.types).includes("deb") || fields.enabled?.trim().toLowerCase() === "no") continue;
    for (const uri of words(fields.uris)) {
      for (const suite of words(fields.suites)) {
        sources.push({ uri, suite, components: words(fields.components), options: keepTrust(fields) });
      }
    }
  }
  return sources;
}

/**
 * Writes archives as the content of a `.sources` file.
 * @param {(AptSource & {architectures: string[]})[]} sources
 */
export function formatDeb822Sources(sources) {
  return sources
    .map(({ uri, suite, components, architectures, options }) => {
      const fields = {
        Types: "deb",
        URIs: uri,
        Suites: suite,
        Components: components.join(" "),
        Architectures: architectures.join(" "),
        ...options,
      };
      return Object.entries(fields)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join("");
    })
    .join("\n");
}

/** @param {string} text the inside of the square brackets */
function oneLineOptions(text) {
  /** @type {Record<string, string>} */
  const options = {};
  for (const option of words(text)) {
    const match = /^([^=+-]+(?:-[^=+-]+)*)[+-]?=(.*)$/.exec(option);
    if (!match) continue;
    const [, written = "", value = ""] = match;
    const name = written.toLowerCase();
    options[FIELD_OF_OPTION.get(name) ?? name] = value;
  }
  return options;
}

/** @param {string} text */
function deb822Stanzas(text) {
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  /** @type {Record<string, string>[]} */
  const stanzas = [];
  /** @type {Record<string, string> | undefined} */
  let stanza;
  let field = "";
  for (const line of lines) {
    if (line.trim() === "") {
      stanza = undefined;
      continue;
    }
    if (!stanza) {
      stanza = {};
      stanzas.push(stanza);
    }
    const start = /^([^\s:]+):(.*)$/.exec(line);
    if (start) {
      const [, name = "", value = ""] = start;
      field = name.toLowerCase();
      stanza[field] = value.trim();
    } else {
      // A continuation line; a key inside Signed-By relies on its line breaks.
      stanza[field] += `\n${line}`;
    }
  }
  return stanzas;
}

/** @param {Record<string, string>} fields */
function keepTrust(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !CHOOSING_FIELDS.has(name)));
}

/** @param {string | undefined} text */
function words(text) {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}
