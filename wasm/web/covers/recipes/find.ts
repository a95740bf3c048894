// Search, forgiving of accents, of case and of endings.

import { type Book, type Recipe, tagName } from "./book";
import { inflect } from "./scale";

const marks = /[\u0300-\u036f]/g;
export const fold = (text: string): string => text.normalize("NFD").replace(marks, "").toLowerCase();

const small = new Set("a an and con de del el en for in la las los of or para por sin the to un una with y o".split(" "));

export const terms = (text: string): string[] =>
  fold(text).split(/[^a-z0-9ñ]+/).filter((w) => w !== "" && !small.has(w));

/** Without the endings of a plural, so that tomatoes finds tomato and limones limón. */
const stem = (word: string): string => (word.length > 3 ? word.replace(/(?:es|s)$/, "") : word);

type Words = [string, number][];
const indexes = new WeakMap<Book, Map<Recipe, Words>>();

function index(book: Book): Map<Recipe, Words> {
  let all = indexes.get(book);
  if (!all) {
    all = new Map();
    for (const r of book.recipes) {
      const words: Words = [];
      const add = (text: string, weight: number): void => { for (const w of terms(text)) words.push([w, weight]); };
      add(r.title, 5);
      for (const tag of r.tags) add(tagName(book, tag), 3);
      for (const line of r.items) for (const many of [false, true]) add(inflect(line.split("|")[2], many), 2);
      add(r.note, 1);
      all.set(r, words);
    }
    indexes.set(book, all);
  }
  return all;
}

export interface Found {
  recipes: Recipe[];
  /** Every term was met in each. Otherwise the recipes meet some of them. */
  whole: boolean;
}

/** Recipes with all tags that meet the text, best first; in the order of the book when there is no text. */
export function find(book: Book, text: string, tags: Set<string>): Found {
  const within = book.recipes.filter((r) => [...tags].every((tag) => r.tags.includes(tag)));
  const asked = [...new Set(terms(text).map(stem))];
  if (asked.length === 0) return { recipes: within, whole: true };
  const all = index(book);
  const scored = within
    .map((r) => {
      let met = 0;
      let score = 0;
      for (const term of asked) {
        const best = Math.max(0, ...all.get(r)!.filter(([w]) => w.startsWith(term)).map(([, weight]) => weight));
        if (best) met++;
        score += best;
      }
      return { r, met, score };
    })
    .filter(({ met }) => met > 0)
    .sort((a, b) => b.met - a.met || b.score - a.score);
  const whole = scored.filter(({ met }) => met === asked.length);
  return whole.length
    ? { recipes: whole.map(({ r }) => r), whole: true }
    : { recipes: scored.slice(0, 6).map(({ r }) => r), whole: false };
}
