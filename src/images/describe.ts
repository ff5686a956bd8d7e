/** `a`, `a and b`, `a, b and c`; of more than three names the rest is counted. Each name once. */
export function joinNames(all: readonly string[]): string {
  const names = [...new Set(all)];
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
}
