// When frames of live links leave, as far as the page has to know it. In some browsers what a worker sends passes the main thread,
// and what happens to be drawn there would show in when it leaves (SPEC §13.3). What can wait a little waits for it.

/** Milliseconds that drawing takes, with what the browser does after it: nothing is begun so shortly before frames leave. */
const before = 40;
/** Milliseconds after they should have left in which they do. */
const after = 5;

let due: number[] = []; // by performance.now()

/** Frames leave at this time, in milliseconds since 1970. */
export function leaves(at: number): void { due.push(at - performance.timeOrigin); }

/** Milliseconds to wait now, until frames have left, and no longer; 0 when there is no link. */
export function wait(): number {
  const now = performance.now();
  due = due.filter((at) => at + after > now);
  return Math.max(0, ...due.filter((at) => at - before < now).map((at) => at + after - now));
}
