// What a person does to a drawn tree, told to the core: in order, typing in batches, and never lost.

import { textual } from "./allow";
import type { ToCore } from "./bridge";
import { remembered } from "./patch";

type Control = HTMLInputElement | HTMLTextAreaElement;
type Tell = (message: ToCore) => void;

/** Milliseconds of rest after which what was typed is told, and after which it is told also to who types without a rest. */
const rest = 150;
const most = 600;

export interface Listener {
  /** Tells at once what was typed and not yet told. */
  flush(): void;
}

export function listen(root: HTMLElement, tell: Tell): Listener {
  let n = 0;
  const pending = new Map<Control, { id: string; timer: number; since: number }>();

  const say = (id: string, on: string, value: string, el: Element): void => {
    n++;
    const memory = remembered(el);
    if (memory) memory.told = n;
    tell({ k: "event", n, id, on, value });
  };

  const settle = (el: Control): void => {
    const waiting = pending.get(el);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    pending.delete(el);
    const memory = remembered(el);
    if (memory) memory.pending = false;
    say(waiting.id, "input", el.value, el);
  };

  const flush = (): void => { for (const el of [...pending.keys()]) settle(el); };

  /** The nearest element from the target up that has a handler for the event. */
  const handler = (e: Event, on: string): [HTMLElement, string] | undefined => {
    for (let el = e.target as HTMLElement | null; el && el !== root.parentElement; el = el.parentElement) {
      const id = remembered(el)?.tree.on?.[on];
      if (id) return [el, id];
    }
    return undefined;
  };

  const tellOf = (e: Event, on: string): boolean => {
    const found = handler(e, on);
    if (!found) return false;
    flush();
    const [el, id] = found;
    const control = e.target as Control;
    let value = el.dataset.value ?? "";
    if (on !== "submit" && el instanceof HTMLInputElement) {
      value = el.type === "checkbox" ? String(el.checked) : el.value;
    } else if (on !== "submit" && textual(control)) value = control.value;
    say(id, on, value, el);
    return true;
  };

  root.addEventListener("input", (e) => {
    const el = e.target as Control;
    const found = handler(e, "input");
    if (!found) return;
    if (!textual(el)) {
      tellOf(e, "input");
      return;
    }
    const memory = remembered(el);
    if (memory) memory.pending = true;
    const waiting = pending.get(el);
    clearTimeout(waiting?.timer);
    const since = waiting?.since ?? e.timeStamp;
    const wait = Math.max(0, Math.min(rest, since + most - e.timeStamp));
    const timer = (e as InputEvent).isComposing ? 0 : setTimeout(() => settle(el), wait);
    // The text goes on from the tree on which it was begun: later ones changed nothing of it (patch.ts).
    pending.set(el, { id: waiting?.id ?? found[1], timer: timer as unknown as number, since });
  });
  // Some browsers send no input event after the end of a composition.
  root.addEventListener("compositionend", (e) => settle(e.target as Control));
  root.addEventListener("click", (e) => {
    if (handler(e, "click")?.[0].matches(":disabled,[aria-disabled=true]")) return;
    tellOf(e, "click");
  });
  root.addEventListener("change", (e) => { flush(); tellOf(e, "change"); });
  root.addEventListener("focusout", (e) => { flush(); tellOf(e, "focusout"); });
  root.addEventListener("submit", (e) => { e.preventDefault(); tellOf(e, "submit"); });
  root.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "Escape" && tellOf(e, "escape")) e.preventDefault();
    else arrows(e);
  });
  return { flush };
}

/** Arrow keys, Home and End inside a roving group (Tree in bridge.d.ts). */
function arrows(e: KeyboardEvent): void {
  const at = (e.target as HTMLElement).closest<HTMLElement>("[data-rove]");
  const group = at?.closest<HTMLElement>("[data-roving]");
  if (!at || !group || e.ctrlKey || e.altKey || e.metaKey) return;
  const items = [...group.querySelectorAll<HTMLElement>("[data-rove]")].filter((el) => !el.matches(":disabled"));
  const kind = group.dataset.roving ?? "x";
  const wide = kind === "xy" ? parseInt(group.dataset.cols ?? "1", 10) : 1;
  const x = kind !== "y" ? 1 : 0;
  const y = kind === "xy" ? wide : kind === "y" ? 1 : 0;
  const step: Record<string, number> = { ArrowRight: x, ArrowLeft: -x, ArrowDown: y, ArrowUp: -y };
  const i = items.indexOf(at);
  let to = e.key === "Home" ? 0 : e.key === "End" ? items.length - 1 : i + (step[e.key] ?? 0);
  if (to === i) return;
  if (kind !== "xy") to = (to + items.length) % items.length;
  const el = items[to];
  if (!el) return;
  e.preventDefault();
  for (const other of items) other.tabIndex = other === el ? 0 : -1;
  el.focus();
  // In a group of radios the choice moves with the focus, as the keyboard of every platform has it.
  if (el.getAttribute("role") === "radio") el.click();
}
