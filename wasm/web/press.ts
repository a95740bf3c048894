// While a pointer is down, or a key that presses what has the focus, nothing is drawn. What is moved, replaced or pushed away
// between the two halves of a press does not hear it; and what comes to stand under the pointer would. A tree may come at any
// moment: another person writes, or something was saved, or the press itself took the focus from a box.

import { textual } from "./allow";

/** Milliseconds after which all is drawn although the pointer is down: what has to go from a screen does not wait for a finger. */
const most = 400;
/** Milliseconds after the pointer is up in which the click comes, if there is one. By a finger it comes in a task of its own. */
const grace = 50;

export interface Press {
  /** Draws, now or when the press is over; in order. */
  then(draw: () => void): void;
  /** Forgets what waits: the page is closed. */
  drop(): void;
}

export function presses(root: HTMLElement): Press {
  let down = false;
  let timer = 0;
  let waiting: (() => void)[] = [];

  const over = (): void => {
    down = false;
    clearTimeout(timer);
    for (const draw of waiting.splice(0)) draw();
  };
  const soon = (ms: number) => (): void => {
    if (!down) return;
    clearTimeout(timer);
    timer = setTimeout(over, ms) as unknown as number;
  };
  const begin = (): void => {
    down = true;
    soon(most)();
  };
  const end = soon(grace);
  const pressing = (e: KeyboardEvent): boolean => e.key === " " || e.key === "Enter";
  root.addEventListener("pointerdown", begin, true);
  addEventListener("pointerup", end, true);
  // A key that is held down repeats itself, and is no other press. In a box it writes.
  root.addEventListener("keydown", (e) => { if (pressing(e) && !e.repeat && !textual(e.target as Element)) begin(); }, true);
  addEventListener("keyup", (e) => { if (pressing(e)) end(); }, true);
  addEventListener("pointercancel", over, true);
  addEventListener("click", soon(0), true); // after whoever hears it

  return {
    then(draw) {
      if (down) waiting.push(draw);
      else draw();
    },
    drop() {
      waiting = [];
      over();
    },
  };
}
