// Ways out: Shift three times, a while without a touch, a tab out of sight. Active only while there is something to hide.

export interface Ways {
  exit(): void;
  lock(): void;
  /** The tab goes out of sight: cover it before the browser takes its picture. */
  hide(): void;
  show(): void;
}

export interface Watch {
  start(): void;
  stop(): void;
  /** Minutes; 0 is the default. */
  set(idle: number, hidden: number): void;
}

const minute = 60_000;
/** Milliseconds within which the three presses fall. */
const thrice = 1200;

export function watch(ways: Ways): Watch {
  let on = false;
  let idle = 5;
  let away = 2;
  let last = 0;
  let left = 0;
  let timer = 0;
  let presses: number[] = [];

  const touch = (): void => { last = Date.now(); };

  // By the clock and not by one long timer: timers stand still while a device sleeps.
  const look = (): void => {
    const now = Date.now();
    if (left ? now - left >= away * minute : now - last >= idle * minute) {
      left = 0;
      ways.lock();
    }
  };

  addEventListener("keydown", (e) => {
    touch();
    if (!on) return;
    if (e.key !== "Shift") presses = [];
    else if (!e.repeat) {
      presses = [...presses, e.timeStamp].slice(-3);
      if (presses.length === 3 && presses[2] - presses[0] <= thrice) ways.exit();
    }
  }, true);
  for (const name of ["pointerdown", "pointermove", "wheel", "touchstart", "input"]) {
    addEventListener(name, touch, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (!on) return;
    if (document.visibilityState === "hidden") {
      left = Date.now();
      ways.hide();
      return;
    }
    look();
    if (!on || !left) return;
    left = 0;
    touch();
    ways.show();
  });

  return {
    start() {
      on = true;
      left = 0;
      presses = [];
      touch();
      clearInterval(timer);
      timer = setInterval(look, 5000) as unknown as number;
      if (document.visibilityState === "hidden") {
        left = Date.now();
        ways.hide();
      }
    },
    stop() {
      on = false;
      left = 0;
      idle = 5; // what was set is of whoever is gone
      away = 2;
      clearInterval(timer);
    },
    set(i, h) {
      if (i > 0) idle = i;
      if (h > 0) away = h;
    },
  };
}
