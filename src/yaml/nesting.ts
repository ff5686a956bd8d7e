/**
 * The library goes as deep as a text does and is out of stack at some 800 levels, where V8 may even end the process.
 * GitLab reads 100 (max_yaml_depth).
 */
const maxLevels = 400;

/** Counts from the lexemes of a text how deep it can be nested at most. */
export class NestingGauge {
  #flow = 0;
  /** The blanks at the beginning of the line and the indicators on it: each of them may begin a level. */
  #line = 0;
  #isLineStart = true;
  #isText = false;

  /** @param lexeme the next one, as the library's lexer gives it */
  isTooDeep(lexeme: string): boolean {
    const isLineStart = this.#isLineStart;
    this.#isLineStart = false;
    if (this.#isText) {
      this.#isText = false;
      return false;
    }
    switch (lexeme) {
      // Behind it comes the text of a scalar.
      case "\x1f":
        this.#isText = true;
        return false;
      case "\n":
      case "\r\n":
        this.#line = 0;
        this.#isLineStart = true;
        return false;
      case "]":
      case "}":
        this.#flow = Math.max(this.#flow - 1, 0);
        return false;
      // The flow collection ends here though it is not closed.
      case "\x18":
        this.#flow = 0;
        return false;
      case "[":
      case "{":
        this.#flow++;
        break;
      case "-":
      case "?":
      case ":":
        if (this.#flow > 0) return false;
        this.#line++;
        break;
      default:
        if (isLineStart && lexeme[0] === " ") this.#line = lexeme.length;
        return false;
    }
    return this.#flow + this.#line > maxLevels;
  }
}
