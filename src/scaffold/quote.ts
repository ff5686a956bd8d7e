/**
 * True when a text can stand in YAML and on one line: no control characters, no line breaks of any YAML version, no
 * halves of surrogate pairs (YAML 1.2 §5.1; GitLab's parser still breaks lines at U+0085, U+2028 and U+2029 as in 1.1).
 */
export function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u.test(text);
}

/** A word for the shell, in single quotes where a shell would read more than letters in it. */
export function quoteShellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * A value for a flag whose values Buildah splits at commas. It reads them as a line of comma-separated values, in which
 * a field with a comma or a quotation mark is quoted (spf13/pflag, StringSlice).
 */
export function quoteListItem(item: string): string {
  return /[",]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
}

/** A line of shell as an item of a YAML list, which begins with a command's name: plain where YAML leaves it as it is. */
export function quoteYamlLine(line: string): string {
  const isPlain = /^[a-z]/.test(line) && !/:(?=\s|$)|\s#|^\s|\s$/.test(line);
  return isPlain ? line : quoteYaml(line);
}

/** A word as a YAML string: plain where every YAML version reads it as the same string, else in double quotes. */
export function quoteYamlWord(word: string): string {
  const isPlain = /^[a-z][\w./-]*$/i.test(word) && !/^(?:true|false|yes|no|on|off|y|n|null)$/i.test(word);
  return isPlain ? word : quoteYaml(word);
}

/** Every JSON string of one line is a double-quoted YAML string of the same meaning (YAML 1.2 §1.2). */
export function quoteYaml(text: string): string {
  return JSON.stringify(text);
}
