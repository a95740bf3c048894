// Quantities that a cook can measure.

import type { Book } from "./book";

/** A quantity of something, as it is bought and measured. */
export interface Item { quantity: number; unit: string; name: string }

/** Reads "quantity|unit|name"; the quantity is 0 when there is none ("salt"). */
export function item(line: string): Item {
  const [quantity, unit, name] = line.split("|");
  const [over, under] = quantity.split("/");
  return { quantity: quantity ? Number(over) / Number(under ?? 1) : 0, unit, name };
}

const parts: [number, string][] = [
  [0, ""], [1 / 8, "⅛"], [1 / 4, "¼"], [1 / 3, "⅓"], [1 / 2, "½"], [2 / 3, "⅔"], [3 / 4, "¾"], [1, ""],
];
/** Things that come whole: halves are as fine as it gets. */
const halves = parts.filter(([part]) => part === 0 || part === 1 / 2 || part === 1 || part === 1 / 4);

/** What may be measured out: the nearest step that a scale, a spoon or a knife allows, never nothing. */
export function sensible(quantity: number, unit: string): [number, string] {
  if (unit === "g" || unit === "ml") {
    const step = quantity < 20 ? 1 : quantity < 100 ? 5 : quantity < 500 ? 10 : 25;
    const near = Math.max(1, Math.round(quantity / step) * step);
    return [near, String(near)];
  }
  const spoon = unit === "cup" || unit === "tbsp" || unit === "tsp";
  if (quantity >= 8) return [Math.round(quantity), String(Math.round(quantity))];
  let whole = Math.floor(quantity);
  const rest = quantity - whole;
  let best = parts[1];
  for (const part of spoon ? parts : halves) {
    if (whole === 0 && part[0] === 0) continue;
    if (!spoon && whole > 0 && part[0] === 1 / 4) continue;
    if (Math.abs(part[0] - rest) < Math.abs(best[0] - rest) || (best === parts[1] && !spoon)) best = part;
  }
  if (best[0] === 1) whole++;
  const text = best[1] ? (whole ? whole + best[1] : best[1]) : String(whole);
  return [best[0] === 1 ? whole : whole + best[0], text];
}

/** "{a}" is written for more than one, "{a/b}" is a for one and b for more. */
export const inflect = (name: string, many: boolean): string =>
  name.replace(/\{(?:([^}/]*)\/)?([^}/]*)\}/g, (_, one: string | undefined, more: string) => (many ? more : (one ?? "")));

/** Writes an item times a factor. */
export function write({ quantity, unit, name }: Item, factor: number, book: Book): string {
  if (!quantity) return inflect(name, false);
  const [near, text] = sensible(quantity * factor, unit);
  const many = near > 1;
  if (!unit) return text + " " + inflect(name, many);
  const of = book.of ? book.of + " " : "";
  return text + " " + (book.units[unit]?.[many ? 1 : 0] ?? unit) + " " + of + inflect(name, many);
}
