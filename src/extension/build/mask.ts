/** What stands for a secret, whatever its length. */
export const stars = "••••••";

/** Shorter secrets would take ordinary text with them. */
const minLength = 4;

/** Replaces secrets in a text. */
export function mask(text: string, secrets: readonly string[]): string {
  return longestFirst(secrets).reduce((masked, secret) => masked.replaceAll(secret, stars), text);
}

/** Replaces secrets in a text that comes in pieces: the end of a piece is held back while it may be the start of a secret. */
export class StreamMask {
  readonly #secrets: readonly string[];
  #held = "";

  constructor(secrets: readonly string[]) {
    this.#secrets = longestFirst(secrets);
  }

  /** The part of the output so far that can be shown. */
  push(piece: string): string {
    const text = mask(this.#held + piece, this.#secrets);
    const length = Math.max(0, ...this.#secrets.map((secret) => openEnd(text, secret)));
    this.#held = text.slice(text.length - length);
    return text.slice(0, text.length - length);
  }

  /** What is still held back when nothing more comes. */
  end(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }
}

/** How many characters at the text's end are the start of the secret. */
function openEnd(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

function longestFirst(secrets: readonly string[]): string[] {
  return secrets.filter((secret) => secret.length >= minLength).sort((a, b) => b.length - a.length);
}
