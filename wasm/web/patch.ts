// Draws trees: createElement, attributes of an allow list, and text. It never parses markup. What a person is doing
// meanwhile (focus, caret, composition, what was typed and not yet told) outranks what a tree says.

import { allowed, measures, tags, textual } from "./allow";
import type { Tree } from "./bridge";

/** What the page remembers about an element it drew. */
export interface Memory {
  tree: Tree;
  /** Number of the last event that told this control's value. */
  told: number;
  /** Typed since, and not yet told. */
  pending: boolean;
}

const memories = new WeakMap<Node, Memory>();

export const remembered = (node: Node): Memory | undefined => memories.get(node);

let composing: Element | null = null;
export function follow(root: HTMLElement): void {
  root.addEventListener("compositionstart", (e) => { composing = e.target as Element; });
  root.addEventListener("compositionend", () => { composing = null; });
  // Some browsers leave what Tab leads to below the window, or half of it.
  let tab = false;
  root.addEventListener("keydown", (e) => { tab = e.key === "Tab"; });
  root.addEventListener("focusin", () => {
    if (tab) requestAnimationFrame(() => { if (root.contains(document.activeElement)) sight(document.activeElement!); });
  });
}

interface Pass {
  /** Last event that the tree knows of. */
  n: number;
  /** Asked for the focus. */
  focus?: HTMLElement;
  /** A heading of another screen was made. */
  turned?: boolean;
}

/** Where the focus was before a modal part took it. */
let opener: HTMLElement | null = null;

/** Makes the children of root be the given trees. */
export function draw(root: HTMLElement, trees: Tree[], n: number): void {
  const pass: Pass = { n };
  const before = document.activeElement;
  const inside = before !== root && root.contains(before);
  const seen = inside && within(before!);
  const asked = root.querySelector("[aria-modal=true]") !== null;
  children(root, trees, pass);
  const asks = modal(root);
  rove(root);
  if (asks && !asked) opener = before as HTMLElement | null;
  if (!asks && asked && !pass.focus && opener?.isConnected) opener.focus();
  else if (pass.focus) {
    // A new screen begins at its beginning, also where a box in it takes the focus.
    if (pass.turned) scrollTo(0, 0);
    pass.focus.focus({ preventScroll: true });
    pass.focus.scrollIntoView({ block: "nearest" });
  } else if (inside && (!before!.isConnected || document.activeElement === document.body)) {
    home(root);
  } else if (seen) sight(before!); // it may have been pushed out by what was drawn above it
}

/** Brings an element into the window as a whole. */
function sight(el: Element): void {
  if (!within(el)) el.scrollIntoView({ block: "nearest" });
}

/** What stands at the lower edge of the window covers what is below it. */
function foot(): number {
  const bar = document.querySelector<HTMLElement>(".live");
  return bar && getComputedStyle(bar).position === "fixed" ? bar.offsetHeight : 0;
}

/** Whether all of an element is inside the window. */
function within(el: Element): boolean {
  const box = el.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight - foot();
}

/** Puts the focus where a screen begins, when the element that had it is gone. */
function home(root: HTMLElement): void {
  const at = root.querySelector<HTMLElement>("[aria-modal=true] h2,[data-home],h1,h2") ?? root;
  if (at.tabIndex < 0 && !at.hasAttribute("tabindex")) at.tabIndex = -1;
  at.focus();
}

const keyOf = (t: Tree): string => (t.t ?? "") + "\n" + (t.k ?? "");

/** Makes an element, and all that is in it before it is shown. */
function fresh(tree: Tree, pass: Pass): ChildNode {
  if (tree.t === "h1") pass.turned = true;
  const node = make(tree);
  update(node, tree, pass);
  return node;
}

function children(parent: HTMLElement, trees: Tree[], pass: Pass): void {
  if (!parent.firstChild) { // as in whatever is made anew
    for (const tree of trees) parent.append(fresh(tree, pass));
    return;
  }
  const keyed = new Map<string, ChildNode>();
  const loose = new Map<string, ChildNode[]>();
  for (const node of parent.childNodes) {
    const tree = memories.get(node)?.tree;
    const key = tree ? keyOf(tree) : "";
    if (tree?.k) keyed.set(key, node);
    else if (loose.has(key)) loose.get(key)!.push(node);
    else loose.set(key, [node]);
  }
  const next = trees.map((tree) => {
    const key = keyOf(tree);
    const node = tree.k ? keyed.get(key) : loose.get(key)?.shift();
    keyed.delete(tree.k ? key : "");
    return node;
  });
  const stay = new Set(next);
  for (const node of [...parent.childNodes]) if (!stay.has(node)) node.remove();
  const active = document.activeElement;
  next.forEach((node, i) => {
    const there = parent.childNodes[i] ?? null;
    if (!node) {
      parent.insertBefore(fresh(trees[i], pass), there);
      return;
    }
    if (there !== node) {
      // Moving the element that holds the focus would blur it, so the others move out of its way.
      if (active && node.contains(active)) while (parent.childNodes[i] !== node) parent.append(parent.childNodes[i]);
      else parent.insertBefore(node, there);
    }
    update(node, trees[i], pass);
  });
}

function make(tree: Tree): ChildNode {
  if (!tree.t) return document.createTextNode("");
  const el = document.createElement(tags.has(tree.t) ? tree.t : "div");
  if (/^(input|textarea|form)$/.test(tree.t)) {
    el.setAttribute("autocomplete", "off");
    el.setAttribute("autocorrect", "off");
    el.setAttribute("spellcheck", "false");
    el.setAttribute("data-1p-ignore", "");
    el.setAttribute("data-lpignore", "true");
  }
  if (tree.t === "button") el.setAttribute("type", "button");
  return el;
}

function update(node: ChildNode, tree: Tree, pass: Pass): void {
  const memory = memories.get(node) ?? { tree: {}, told: 0, pending: false };
  const old = memory.tree;
  memory.tree = tree;
  memories.set(node, memory);
  if (!(node instanceof HTMLElement)) {
    if (node.nodeValue !== (tree.x ?? "")) node.nodeValue = tree.x ?? "";
    return;
  }
  attributes(node, old.a ?? {}, tree.a ?? {}, memory.told <= pass.n);
  if (node instanceof HTMLTextAreaElement) value(node, memory, pass);
  else {
    children(node, tree.x ? [{ x: tree.x }, ...(tree.c ?? [])] : (tree.c ?? []), pass);
    if (node instanceof HTMLInputElement && textual(node)) value(node, memory, pass);
  }
  if (tree.f && !old.f) pass.focus = node;
}

function attributes(el: HTMLElement, old: Record<string, string>, now: Record<string, string>, settled: boolean): void {
  for (const name in old) {
    if (name in now || !allowed(name)) continue;
    el.removeAttribute(name);
    if (name === "checked" && settled) (el as HTMLInputElement).checked = false;
    if (measures.has(name)) el.style.removeProperty("--" + name.slice(5));
  }
  for (const name in now) {
    if (!allowed(name)) continue;
    if (old[name] !== now[name]) {
      el.setAttribute(name, now[name]);
      if (measures.has(name)) el.style.setProperty("--" + name.slice(5), String(parseInt(now[name], 10)));
    }
    if (name === "checked" && settled) (el as HTMLInputElement).checked = true;
  }
  if (!("checked" in now) && settled && el instanceof HTMLInputElement && el.checked) el.checked = false;
}

/** A tree that does not know of the last thing typed has nothing to say about the value. */
function value(el: HTMLInputElement | HTMLTextAreaElement, memory: Memory, pass: Pass): void {
  const v = memory.tree.v ?? "";
  if (el.value === v || memory.pending || memory.told > pass.n || composing === el) return;
  if (document.activeElement !== el || el.selectionStart === null) {
    el.value = v;
    return;
  }
  // Somebody else may be typing in it too: the caret stays at the letter it is at.
  const old = el.value;
  const from = el.selectionStart;
  const to = el.selectionEnd ?? from;
  el.value = v;
  el.setSelectionRange(follows(old, from, v), follows(old, to, v));
}

/** As much of a text on each side of a place as tells where the place is in another one. */
const around = 64;

/** Where a place in an old text is in a new one: where most of what stands around it is the same, and as little moved as can be. */
function follows(old: string, at: number, now: string): number {
  let best = Math.min(at, now.length);
  let most = -1;
  for (let i = 0; i <= now.length; i++) {
    let same = 0;
    for (let n = 1; n <= around && n <= at && n <= i && old[at - n] === now[i - n]; n++) same++;
    for (let n = 0; n < around && at + n < old.length && i + n < now.length && old[at + n] === now[i + n]; n++) same++;
    if (same > most || (same === most && Math.abs(i - at) < Math.abs(best - at))) [best, most] = [i, same];
  }
  return best;
}

/** While a modal part is there, everything beside it and its ancestors rests. */
function modal(root: HTMLElement): boolean {
  for (const el of root.querySelectorAll<HTMLElement>("[data-rests]")) {
    el.inert = false;
    el.removeAttribute("data-rests");
  }
  const open = [...root.querySelectorAll<HTMLElement>("[aria-modal=true]")].pop();
  for (let el: HTMLElement | null = open ?? null; el && el !== root; el = el.parentElement) {
    for (const other of el.parentElement!.children) {
      if (other === el || (other as HTMLElement).inert) continue;
      (other as HTMLElement).inert = true;
      other.setAttribute("data-rests", "");
    }
  }
  return open !== undefined;
}

/** Keeps exactly one element of every roving group in the tab order. */
function rove(root: HTMLElement): void {
  for (const group of root.querySelectorAll("[data-roving]")) {
    const items = [...group.querySelectorAll<HTMLElement>("[data-rove]")];
    const first =
      items.find((el) => el === document.activeElement) ??
      items.find((el) => el.matches("[aria-checked=true],[aria-selected=true],[aria-pressed=true],[aria-current]")) ??
      items.find((el) => el.tabIndex === 0 && el.hasAttribute("tabindex")) ??
      items[0];
    for (const el of items) el.tabIndex = el === first ? 0 : -1;
  }
}
