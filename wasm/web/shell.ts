// The page: shows a cover, loads the core behind it, and draws what the core says. It decides nothing but how to leave.

import type { FromCore, Tree } from "./bridge";
import { able, Core } from "./core";
import type { Cover, Entered } from "./cover";
import { listen } from "./events";
import * as hands from "./hands";
import { type Watch, watch } from "./leave";
import { draw, follow } from "./patch";
import { presses } from "./press";
import { words } from "./words";

/** Makes an element of the shell's own. */
function own<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  el.className = className;
  el.textContent = text;
  return el;
}

export function begin(make: (entered: Entered) => Cover): void {
  const html = document.documentElement;
  const front = document.getElementById("front")!;
  const inner = own("div", "inner");
  const root = own("div", "root");
  const leave = own("button", "leave");
  const polite = own("div", "sr");
  const urgent = own("div", "sr");
  leave.type = "button";
  polite.setAttribute("role", "status");
  urgent.setAttribute("role", "alert");
  inner.append(leave, root, polite, urgent);

  let core: Core | undefined;
  let shown = false;
  let lang = "en";
  let falls = 0;
  let over = false; // what is drawn is of a program that is ended
  let held: HTMLElement | null = null;
  let guard: Watch | undefined;

  const cover = make((text) => core?.tell({ k: "try", text, lang: cover.lang() }));

  const speak = (code: string): void => {
    lang = code === "es" ? "es" : "en";
    html.lang = lang;
    leave.textContent = words[lang].leave;
  };

  /** A core in its first state, behind the cover; nothing where none can run. */
  const fresh = (): void => {
    core = able() ? new Core(cover.lang(), hear, () => cover.unable()) : undefined;
  };

  // The browser asks before the window of somebody is closed who wrote what has not arrived (Page.Unsent). Taken off before
  // any way out of ours, which nothing may hold up.
  const stay = (e: BeforeUnloadEvent): void => {
    e.preventDefault();
    e.returnValue = true; // for browsers of some years ago
  };
  const unsent = (is: boolean): void => (is ? addEventListener : removeEventListener)("beforeunload", stay);

  const empty = (): void => {
    unsent(false);
    press.drop();
    for (const el of root.querySelectorAll<HTMLInputElement>("input,textarea")) el.value = "";
    root.replaceChildren();
    polite.textContent = urgent.textContent = "";
  };

  const gone = (): void => {
    guard?.stop();
    core?.end();
    hands.end();
    empty();
    document.body.replaceChildren();
  };

  const exit = (): void => {
    gone();
    location.replace(html.dataset.exit || "/");
  };

  /** Shows the cover in a fresh state, nothing behind it. */
  const close = (): void => {
    guard?.stop();
    shown = over = false;
    empty();
    inner.remove();
    inner.hidden = false;
    front.hidden = false;
    cover.mount(front);
    html.lang = cover.lang();
    scrollTo(0, 0);
    fresh();
  };

  const lock = (): void => {
    listener.flush();
    const old = core;
    close();
    old?.retire();
  };

  const open = (): void => {
    shown = true;
    cover.unmount();
    front.hidden = true;
    speak(lang);
    document.body.append(inner);
    scrollTo(0, 0);
    guard!.start();
  };

  function hear(message: FromCore): void {
    switch (message.k) {
      case "tree": {
        if (!shown) open();
        press.then(() => {
          draw(root, [JSON.parse(message.json) as Tree], message.n);
          if (!message.more) return;
          const then = (): void => core?.tell({ k: "shown" });
          // Out of sight nothing is painted.
          if (document.hidden) then();
          else requestAnimationFrame(() => requestAnimationFrame(then));
        });
        break;
      }
      case "cover":
      case "gone":
        core?.end();
        if (shown) close();
        // One that cannot even start is not tried for ever.
        else if (falls++ < 3) fresh();
        break;
      case "over":
        // Ending its worker is the strongest wipe there is. The next one goes on with what a page does from load on.
        core?.end();
        fresh();
        press.then(() => { over = true; });
        break;
      case "print":
        press.then(() => print());
        break;
      case "save": {
        const at = URL.createObjectURL(new Blob([message.text], { type: message.type }));
        const a = own("a", "");
        a.href = at;
        a.download = message.name;
        a.click();
        // Some browsers read it a moment after the click. What is not revoked stays in memory until the page goes.
        setTimeout(() => URL.revokeObjectURL(at), 10_000);
        break;
      }
      case "announce": {
        const at = message.urgent ? urgent : polite;
        at.textContent = "";
        setTimeout(() => { at.textContent = message.text; }, 50);
        break;
      }
      case "lang":
        speak(message.lang);
        break;
      case "unsent":
        unsent(message.unsent);
        break;
      case "idle":
        guard?.set(message.idle, message.hidden);
        break;
    }
  }

  const press = presses(root);
  const listener = listen(root, (message) => {
    if (!over) core?.tell(message);
    else if (message.k === "event" && message.on === "click") lock();
  });
  follow(root);
  leave.addEventListener("click", exit);
  guard = watch({
    exit,
    lock,
    hide() {
      listener.flush();
      core?.tell({ k: "hidden" });
      held = document.activeElement as HTMLElement | null;
      inner.hidden = true;
      front.hidden = false;
      cover.mount(front);
    },
    show() {
      cover.unmount();
      front.hidden = true;
      inner.hidden = false;
      html.lang = lang;
      held?.focus();
      core?.tell({ k: "visible" });
    },
  });

  // A page that is left keeps nothing, and one that comes back from the browser's memory starts anew.
  addEventListener("pagehide", () => {
    cover.unmount();
    gone();
  });
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });

  cover.mount(front);
  html.lang = lang = cover.lang();
  if (!able()) cover.unable();
  fresh();
}
