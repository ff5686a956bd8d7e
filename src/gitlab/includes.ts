import type { FileId, Location } from "../text/span";
import { nameOf, type Reader, resolvePath } from "../workspace/reader";
import type { MapNode, YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { type Content, contentOf, emptyContent, mergeContents, uncertainContent, unreadContent } from "./content";
import type { Fault } from "./fault";
import { describeSource, type IncludeItem, readIncludeItems } from "./includeItems";
import { decideRules } from "./includeRules";
import { findInputFaults } from "./inputFaults";
import { type Given, readInputs } from "./inputs";
import { interpolate } from "./interpolation";
import { type Candidate, isYaml, locate } from "./locate";
import type { Unread } from "./pipeline";
import type { TemplateFiles } from "./templateFiles";
import { contentOfTemplate, keywordsOfTemplate } from "./templates";

/** A pipeline's text with everything that it includes. */
export interface Included {
  readonly content: Content;
  readonly files: ReadonlyMap<FileId, YamlFile>;
  readonly unread: readonly Unread[];
  /** Includes and inputs that GitLab refuses. */
  readonly faults: readonly Fault[];
  /** The first include of each file but the entry. */
  readonly includedAt: ReadonlyMap<FileId, Location>;
}

/** GitLab includes at most so many files in one pipeline; one that is included twice counts twice. */
const maxIncludes = 150;

/**
 * Reads an entry file and, recursively, what it includes: included files first and in order, the including file on top.
 * @param folder the project's folder, where the paths of `include:local` begin
 * @param parse parses a file; the caller may remember the results
 */
export function readIncludes(
  entry: FileId,
  folder: FileId,
  reader: Reader,
  parse: (file: FileId, text: string) => YamlFile,
  templates: TemplateFiles,
): Included {
  const includes = new Includes(folder, reader, parse, templates);
  const start = { file: entry, span: { start: 0, end: 0 } };
  const inputs = nameOf(entry) === ".gitlab-ci.yml" ? undefined : "anything";
  const content =
    includes.read({ file: entry, folder }, inputs, new Map(), []) ??
    unreadContent(`${nameOf(entry)} is not there`, start);
  const { files, unread, faults, includedAt } = includes;
  return { content, files, unread, faults, includedAt };
}

class Includes {
  readonly files = new Map<FileId, YamlFile>();
  readonly unread: Unread[] = [];
  readonly faults: Fault[] = [];
  readonly includedAt = new Map<FileId, Location>();
  #count = 0;

  constructor(
    readonly root: FileId,
    readonly reader: Reader,
    readonly parse: (file: FileId, text: string) => YamlFile,
    readonly templates: TemplateFiles,
  ) {}

  /** What a file and its includes say; undefined when the file is not there. */
  read(
    { file, folder }: Candidate,
    given: Given,
    component: ReadonlyMap<string, YamlNode>,
    ancestors: readonly FileId[],
    at?: Location,
  ): Content | undefined {
    const state = this.reader.read(file);
    if (state.kind !== "loaded") return undefined;
    const parsed = this.files.get(file) ?? this.parse(file, state.text);
    this.files.set(file, parsed);
    const raw = parsed.root;
    if (raw === undefined) return emptyContent;
    const isWhole = raw.kind === "map" && raw.open === undefined && parsed.problems.length === 0;
    const broken = isWhole ? emptyContent : unreadContent(`${nameOf(file)} has syntax errors`, raw.location);
    const faults = findInputFaults(parsed, given, at);
    this.faults.push(...faults);
    // GitLab looks no further where inputs are wrong.
    const refuse = (subject: string, location: Location) => {
      if (faults.length === 0) this.faults.push({ kind: "input-invalid", subject, name: undefined, location });
    };
    const root = this.templates.has(parsed) ? interpolate(raw, readInputs(parsed, given, component), refuse) : raw;
    if (root.kind !== "map") return broken;
    return mergeContents([broken, this.#expand(root, folder, [...ancestors, file])]);
  }

  #expand(root: MapNode, folder: FileId | undefined, ancestors: readonly FileId[]): Content {
    const include = root.entries.get("include")?.value;
    if (!include) return contentOf(root);
    const own = new Map(root.entries);
    own.delete("include");
    const included = readIncludeItems(include).flatMap((item) => this.#include(item, folder, ancestors));
    return mergeContents([...included, contentOf({ ...root, entries: own })]);
  }

  #include(item: IncludeItem, here: FileId | undefined, ancestors: readonly FileId[]): Content[] {
    const exists = (path: string) => {
      const file = here === undefined ? undefined : resolvePath(here, path);
      const state = file === undefined ? undefined : this.reader.read(file);
      return state === undefined || state.kind === "unread" ? undefined : state.kind === "loaded";
    };
    const isIncluded = decideRules(item.rules, exists);
    if (isIncluded === false) return [];
    const faults = this.faults.length;
    const contents = this.#readItem(item, here, ancestors);
    // Where the include does not count nothing in it does harm.
    if (isIncluded === undefined) this.faults.length = faults;
    if (isIncluded) return contents;
    const reason = `whether ${describeSource(item.source)} is included depends on its rules`;
    return [uncertainContent(mergeContents(contents), reason, item.location)];
  }

  #readItem(item: IncludeItem, here: FileId | undefined, ancestors: readonly FileId[]): Content[] {
    const { source } = item;
    if (source.kind === "local" && source.path.includes("*") && here !== undefined) {
      const listing = this.reader.list(here, source.path);
      if (listing.kind === "unread") return [this.#unread(item, "is not read yet")];
      const files = listing.files.filter((file) => isYaml(file));
      return files.map((file) => this.#first(item, [{ file, folder: here }], ancestors));
    }
    return [this.#first(item, locate(source, here, this.root, this.reader), ancestors)];
  }

  /** The first file that is there. */
  #first(item: IncludeItem, candidates: readonly Candidate[], ancestors: readonly FileId[]): Content {
    this.#count++;
    if (this.#count === maxIncludes + 1) return this.#unread(item, "is one more include than GitLab reads");
    if (this.#count > maxIncludes) return emptyContent;
    for (const candidate of candidates) {
      const { file } = candidate;
      // GitLab would go on until there are too many.
      if (ancestors.includes(file)) return emptyContent;
      const content = this.read(candidate, item.inputs, componentOf(item), ancestors, item.location);
      if (!content) continue;
      if (!this.includedAt.has(file)) this.includedAt.set(file, item.location);
      return content;
    }
    const { source } = item;
    const isAbsent = candidates.some(
      ({ file, folder }) => folder === this.root && this.reader.read(file).kind === "absent",
    );
    if (source.kind === "local" && isAbsent) this.#miss(source.path, item.location);
    const known = source.kind === "template" ? contentOfTemplate(source.name, item.location) : undefined;
    if (known) return known;
    return this.#unread(item, "could not be read");
  }

  #miss(path: string, location: Location): void {
    this.faults.push({ kind: "include-missing", subject: path, name: undefined, location });
  }

  #unread({ source, location }: IncludeItem, why: string): Content {
    const description = describeSource(source);
    this.unread.push({ location, description });
    const keywords = source.kind === "template" ? keywordsOfTemplate(source.name) : undefined;
    return unreadContent(`${description} ${why}`, location, keywords);
  }
}

/** What `$[[ component.… ]]` of a component stands for as far as the include tells: the version may be a range. */
function componentOf({ source, location }: IncludeItem): ReadonlyMap<string, YamlNode> {
  if (source.kind !== "component") return new Map();
  const text = (value: string) =>
    ({ kind: "scalar", text: value, type: "string", origin: location, location }) as const;
  return new Map([
    ["name", text(source.name)],
    ["reference", text(source.version)],
  ]);
}
