// The recipe book: a search box, a list, a recipe, a shopping list. One address for all of it.

import type { Cover, Entered } from "../../cover";
import { type Book, read, type Recipe, tagName } from "./book";
import { h, unkept } from "./dom";
import { find } from "./find";
import { List } from "./list";
import { item, write } from "./scale";
import { type Lang, type Texts, texts } from "./text";
import { Timer } from "./timer";

export class Recipes implements Cover {
  private code: Lang = /^es\b/i.test(navigator.language) ? "es" : "en";
  private root: HTMLElement | undefined;
  private page = h("div");
  private main = h("main");
  private box = h("input");
  private cart = h("button");
  private book: Book | undefined;
  private asked = "";
  private tags = new Set<string>();
  private readonly shopping = new List();
  private readonly timer = new Timer(() => this.page, () => this.t);
  private short = false;

  constructor(private readonly entered: Entered) {}

  private get t(): Texts { return texts[this.code]; }

  lang(): string { return this.code; }

  unable(): void {
    this.short = true;
    if (this.root) this.page.append(this.notice());
  }

  private notice = (): HTMLElement => h("p", { class: "notice", role: "note" }, this.t.unable);

  mount(root: HTMLElement): void {
    this.unmount();
    this.root = root;
    this.asked = "";
    this.tags.clear();
    this.frame();
    void this.load();
  }

  unmount(): void {
    this.timer.stop();
    this.box.value = "";
    this.root?.replaceChildren();
    this.root = undefined;
  }

  private async load(): Promise<void> {
    const code = this.code;
    this.main.replaceChildren(h("p", {}, this.t.waiting));
    try {
      const book = await read(code);
      if (code !== this.code) return;
      this.book = book;
      this.showList();
    } catch {
      const again = h("button", { type: "button", class: "btn", click: () => void this.load() }, this.t.again);
      this.main.replaceChildren(h("p", {}, this.t.failed), again);
    }
  }

  /** Header, box and an empty middle. */
  private frame(): void {
    const t = this.t;
    document.documentElement.lang = this.code;
    this.main = h("main");
    this.cart = h("button", { type: "button", class: "quiet", click: () => this.showShopping() });
    this.count();
    this.box = h("input", { id: "q", type: "search", enterkeyhint: "search", placeholder: t.hint, ...unkept });
    const form = h(
      "form",
      { class: "search", role: "search", submit: (e: Event) => { e.preventDefault(); this.search(); }, ...unkept },
      h("label", { for: "q", class: "sr" }, t.search), this.box, h("button", { class: "btn main" }, t.go),
    );
    this.page = h(
      "div", { class: "page" },
      h(
        "header", { class: "top" },
        h("h1", {}, h("button", { type: "button", class: "name", click: () => this.home() }, t.name)),
        h("div", { class: "tools" }, this.cart,
          h("button", { type: "button", class: "quiet", lang: this.code === "en" ? "es" : "en", click: () => this.turn() }, t.other)),
        form,
      ),
      this.main, this.short && this.notice(),
    );
    this.root!.replaceChildren(this.page);
  }

  private turn(): void {
    this.code = this.code === "en" ? "es" : "en";
    if (this.root) this.mount(this.root);
    this.page.querySelector<HTMLElement>(".tools [lang]")?.focus();
  }

  private home(): void {
    this.box.value = this.asked = "";
    this.tags.clear();
    this.showList();
  }

  /** The ordinary answer first. */
  private search(): void {
    const text = this.box.value;
    this.asked = text;
    if (this.book) this.showList();
    this.entered(text);
  }

  private count(): void {
    const n = this.shopping.size;
    this.cart.textContent = this.t.list + (n ? " (" + n + ")" : "");
  }

  private showList(from?: Recipe): void {
    const book = this.book!;
    const found = find(book, this.asked, this.tags);
    const chips = book.tags.map(([tag, name]) =>
      h("button", {
        type: "button", class: "chip", "aria-pressed": String(this.tags.has(tag)), "data-tag": tag,
        click: () => {
          if (!this.tags.delete(tag)) this.tags.add(tag);
          this.showList();
          this.main.querySelector<HTMLElement>(`[data-tag=${tag}]`)?.focus();
        },
      }, name));
    const status = !found.recipes.length ? this.t.none : found.whole ? this.t.count(found.recipes.length) : this.t.close;
    this.main.replaceChildren(
      h("div", { class: "chips", role: "group", "aria-label": this.t.filters }, ...chips),
      h("p", { class: "status", role: "status" }, status),
      h("ul", { class: "cards" }, ...found.recipes.map((r) => this.card(r))),
    );
    if (from) this.main.querySelector<HTMLElement>("#r-" + from.id)?.focus();
  }

  private card(r: Recipe): HTMLElement {
    return h(
      "li", { class: "dish" },
      h("h2", {}, h("button", { type: "button", id: "r-" + r.id, click: () => this.showRecipe(r, r.serves) }, r.title)),
      h("p", {}, r.note),
      h("p", { class: "meta" }, `${this.time(r)} · ${this.t.serves} ${r.serves}`),
    );
  }

  private time(r: Recipe): string {
    return r.time < 120 ? r.time + " " + this.t.minutes : Math.round(r.time / 60) + " h";
  }

  private back(r?: Recipe): HTMLElement {
    return h("button", { type: "button", class: "quiet", click: () => this.showList(r) }, "‹ " + this.t.back);
  }

  private showRecipe(r: Recipe, serves: number): void {
    const t = this.t;
    const book = this.book!;
    const amounts = h("ul", { class: "amounts" });
    const number = h("output", { "aria-live": "polite" });
    const add = h("button", {
      type: "button", class: "btn",
      click: () => {
        this.shopping.addAll(r.items, serves / r.serves);
        this.count();
        add.textContent = t.added;
      },
    }, t.add);
    const fewer = h("button", { type: "button", class: "btn", "aria-label": t.fewer, click: () => set(serves - 1) }, "−");
    const more = h("button", { type: "button", class: "btn", "aria-label": t.more, click: () => set(serves + 1) }, "+");
    const set = (n: number): void => {
      serves = Math.min(48, Math.max(1, n));
      number.textContent = t.serves + " " + serves;
      add.textContent = t.add;
      amounts.replaceChildren(...r.items.map((line) => h("li", {}, write(item(line), serves / r.serves, book))));
    };
    set(serves);
    const title = h("h2", { tabindex: "-1" }, r.title);
    this.main.replaceChildren(
      this.back(r),
      h(
        "article", { class: "recipe" },
        title, h("p", { class: "lead" }, r.note),
        h("p", { class: "meta" }, [this.time(r), ...r.tags.map((tag) => tagName(book, tag))].join(" · ")),
        h("section", { class: "side" }, h("h3", {}, t.items), h("div", { class: "serves" }, fewer, number, more), amounts, add),
        h("section", {}, h("h3", {}, t.steps), h("ol", { class: "steps" }, ...r.steps.map((s) => this.step(s, r)))),
      ),
    );
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Every span of minutes that a step names can be timed. */
  private step(text: string, r: Recipe): HTMLElement {
    const { start, minutes } = this.t;
    const timers = [...text.matchAll(/(\d+) min/g)].map(([, n]) =>
      h("button", {
        type: "button", class: "quiet clockface", "aria-label": `${start}: ${n} ${minutes}`,
        click: () => this.timer.start(Number(n), r.title),
      }, `◷ ${n} ${minutes}`));
    return h("li", {}, text, ...timers.flatMap((b) => [" ", b]));
  }

  private showShopping(): void {
    const t = this.t;
    if (!this.book) return;
    const lines = this.shopping.entries(this.book).map((line) => {
      const box = h("input", { type: "checkbox", autocomplete: "off", change: () => { line.tick(box.checked); this.count(); } });
      box.checked = line.ticked;
      return h("li", {}, h("label", { class: "tick" }, box, h("span", {}, line.text)));
    });
    const own = h("input", { id: "own", type: "text", ...unkept });
    const form = h("form", {
      class: "search", ...unkept,
      submit: (e: Event) => {
        e.preventDefault();
        if (own.value.trim()) this.shopping.addOwn(own.value.trim());
        this.showShopping();
        this.main.querySelector<HTMLElement>("#own")?.focus();
      },
    }, h("label", { for: "own", class: "sr" }, t.own), own, h("button", { class: "btn" }, t.put));
    own.placeholder = t.own;
    const after = (act: () => void) => () => { act(); this.showShopping(); };
    const title = h("h2", { tabindex: "-1" }, t.list);
    this.count();
    this.main.replaceChildren(
      this.back(), title,
      lines.length ? h("ul", { class: "amounts" }, ...lines) : h("p", {}, t.empty), form,
      h("p", { class: "row" },
        h("button", { type: "button", class: "btn", click: after(() => this.shopping.drop()) }, t.drop),
        h("button", { type: "button", class: "btn", click: after(() => this.shopping.clear()) }, t.clear)),
      h("p", { class: "meta" }, t.memory),
    );
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}
