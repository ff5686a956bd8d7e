import type { ScalarNode } from "./node";

/** Nearly all texts begin in another way. */
const special = /^($|[-+.~\dnyotf])/i;
const nothing = /^(~|null)?$/i;
const yes = /^(yes|true|on)$/i;
const no = /^(no|false|off)$/i;
const integer = /^[-+]?(0b[01_,]+|0[0-7_,]+|0x[\da-f_,]+|0|[1-9]([,_]?\d)*)$/i;
const float = /^[-+]?(\d[\d_,]*\.\d*|\.\d+)(e[-+]\d+)?$/i;
/** Hours, minutes and perhaps seconds. */
const sexagesimal = /^[-+]?\d[\d_]*(:[0-5]?\d){1,2}$/;
const other = /^([-+]?\.inf|\.nan|[-+]?\d[\d_]*(:[0-5]?\d){1,2}\.[\d_]*)$/i;

/**
 * What an unquoted scalar is to GitLab, whose parser reads YAML 1.1 (Psych, lib/psych/scalar_scanner.rb): `yes` is true,
 * `0755` a number, `1e3` a text.
 */
export function typeOfPlain(text: string): ScalarNode["type"] {
  if (!special.test(text)) return "string";
  if (nothing.test(text)) return "null";
  if (yes.test(text) || no.test(text)) return "boolean";
  return [integer, float, sexagesimal, other].some((pattern) => pattern.test(text)) ? "number" : "string";
}

/** True or false; undefined for what is neither. */
export function booleanOf({ type, text }: ScalarNode): boolean | undefined {
  return type === "boolean" ? yes.test(text) : undefined;
}

/** The text that GitLab makes of a scalar where it needs one: `1.10` is `1.1`, `no` is `false`. Undefined when not certain. */
export function scalarText(scalar: ScalarNode): string | undefined {
  switch (scalar.type) {
    case "null":
      return "";
    case "boolean":
      return String(booleanOf(scalar));
    case "number":
      return numberText(scalar.text);
    default:
      return scalar.text;
  }
}

function numberText(text: string): string | undefined {
  if (sexagesimal.test(text)) {
    const parts = text.split(":").map((part) => Number(part.replaceAll("_", "")));
    return String(parts.reduce((sum, part, index) => sum + part * 60 ** (2 - index), 0));
  }
  const digits = text.replace(/[,_]/g, "");
  if (integer.test(text)) {
    const [, sign, number] = /^([-+]?)(.+)$/.exec(digits)!;
    const value = BigInt(/^0\d/.test(number!) ? `0o${number}` : number!);
    return String(sign === "-" ? -value : value);
  }
  const value = float.test(text) ? Number(digits) : Number.NaN;
  const size = Math.abs(value);
  // Ruby writes others with a power of ten.
  if (value !== 0 && !(size >= 1e-4 && size < 1e16)) return undefined;
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
