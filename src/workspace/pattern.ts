/**
 * Whether a path matches a pattern of GitLab's `include:local`: `*` stands for anything but a slash, `**` for anything
 * (search_files_by_wildcard_path in app/models/repository.rb). So `ci/**.yml` matches at any depth below `ci`, and with
 * a slash behind the stars not in `ci` itself. No other character has a meaning.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const parts = pattern.replace(/^\/+/, "").match(/\*\*|./gsu) ?? [];
  const characters = [...path];
  // How many characters the parts so far may stand for.
  let reached: ReadonlySet<number> = new Set([0]);
  for (const part of parts)
    reached = part.startsWith("*") ? stretch(reached, part, characters) : step(reached, part, characters);
  return reached.has(characters.length);
}

function step(reached: ReadonlySet<number>, part: string, characters: readonly string[]): ReadonlySet<number> {
  return new Set([...reached].filter((at) => characters[at] === part).map((at) => at + 1));
}

function stretch(reached: ReadonlySet<number>, part: string, characters: readonly string[]): ReadonlySet<number> {
  const next = new Set<number>();
  let isInside = false;
  for (let at = 0; at <= characters.length; at++) {
    isInside ||= reached.has(at);
    if (isInside) next.add(at);
    if (part === "*" && characters[at] === "/") isInside = false;
  }
  return next;
}
