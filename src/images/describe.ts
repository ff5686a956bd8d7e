/** `a`, `a and b`, `a, b and c`; of more names than `most` the rest is counted. Each name once. */
export function joinNames(all: readonly string[], most = 3): string {
  const names = [...new Set(all)];
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
}
