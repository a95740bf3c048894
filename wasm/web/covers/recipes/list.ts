// The shopping list. It lives in memory and ends with the page.

import type { Book } from "./book";
import { type Item, item, write } from "./scale";

interface Line extends Item { ticked: boolean }

export class List {
  private lines: Line[] = [];

  get size(): number { return this.lines.filter((l) => !l.ticked).length; }

  /** Adds ingredients times a factor; the same thing in the same unit is added up. */
  addAll(items: string[], factor: number): void {
    for (const text of items) {
      const it = item(text);
      it.quantity *= factor;
      const same = this.lines.find((l) => !l.ticked && l.name === it.name && l.unit === it.unit);
      if (same) same.quantity += it.quantity;
      else this.lines.push({ ...it, ticked: false });
    }
  }

  addOwn(name: string): void { this.lines.push({ quantity: 0, unit: "", name, ticked: false }); }

  /** Text and state of each line, with a function that ticks it. */
  entries(book: Book): { text: string; ticked: boolean; tick(on: boolean): void }[] {
    return this.lines.map((l) => ({ text: write(l, 1, book), ticked: l.ticked, tick: (on) => { l.ticked = on; } }));
  }

  drop(): void { this.lines = this.lines.filter((l) => !l.ticked); }

  clear(): void { this.lines = []; }
}
