import { Value } from "../text/value";
import type { ScriptText } from "./command";
import type { ShellParser } from "./parse";
import { Source } from "./source";

/** A construct that is left open does not go on further than this. */
const maxItems = 40;

/** A text to be read, and the index of the item where it begins. */
export interface Unit {
  readonly source: Source;
  readonly item: number;
}

/** The items of a script as they are read: one by one, but together where one leaves an `if` or a loop open. The runner puts them into one text. */
export function joinItems(items: readonly ScriptText[], parser: ShellParser): readonly Unit[] {
  const units: Unit[] = [];
  for (let item = 0; item < items.length; item++) {
    const source = Source.of(items[item]!);
    if (isOpen(source, parser)) {
      const joined = closeOpen(items.slice(item, item + maxItems), parser);
      if (joined) {
        units.push({ source: joined.source, item });
        item += joined.count - 1;
        continue;
      }
    }
    units.push({ source, item });
  }
  return units;
}

function closeOpen(
  items: readonly ScriptText[],
  parser: ShellParser,
): { readonly source: Source; readonly count: number } | undefined {
  const parts = items.map((item) => Source.of(item).value);
  for (let count = 2; count <= items.length; count++) {
    const values = parts
      .slice(0, count)
      .flatMap((part, index) => [...(index > 0 ? [Value.literal("\n", items[index]!.origin)] : []), part]);
    const source = Source.ofValue(Value.concat(values), items[0]!.origin);
    if (!parser.parse(source.text).errors?.length) return { source, count };
  }
  return undefined;
}

function isOpen(source: Source, parser: ShellParser): boolean {
  return parser.parse(source.text).errors?.some((error) => error.message.includes(" to close ")) ?? false;
}
