/**
 * True for a script that may do different things on different architectures: it branches, or asks for the architecture.
 */
export function mayChoose(text: string): boolean {
  return /\$\{?(TARGET|BUILD)(ARCH|PLATFORM|VARIANT)\b|\buname\b|\barch\)|--print-(foreign-)?arch|%\{?_?arch|\bcase\s|\bif\s/.test(
    text,
  );
}
