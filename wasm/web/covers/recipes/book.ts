// The recipes as they are served: one file per language, fetched like everything else without leaving a copy.

export interface Recipe {
  id: string;
  title: string;
  note: string;
  serves: number;
  /** Minutes. */
  time: number;
  tags: string[];
  /** "quantity|unit|name"; see Recipe in wasm/build/bundle/book.go. */
  items: string[];
  steps: string[];
}

export interface Book {
  title: string;
  back: string;
  /** Between a unit and what it measures: "" or "de". */
  of: string;
  /** Unit to its words for one and for more. */
  units: Record<string, [string, string]>;
  /** Id and name, in the order shown. */
  tags: [string, string][];
  recipes: Recipe[];
}

/** The name of a tag. */
export const tagName = (book: Book, id: string): string => book.tags.find(([tag]) => tag === id)?.[1] ?? id;

declare const BOOKS: Record<string, { url: string; integrity: string }>;

const books = new Map<string, Promise<Book>>();

/** The book of a language, fetched once. A failed fetch is forgotten, so that the next call tries again. */
export function read(lang: string): Promise<Book> {
  let book = books.get(lang);
  if (!book) {
    const { url, integrity } = BOOKS[lang];
    book = fetch(url, { integrity, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" }).then((r) => r.json());
    book.catch(() => books.delete(lang));
    books.set(lang, book);
  }
  return book;
}
