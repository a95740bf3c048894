// The workers that stand ready. Each has loaded its script and nothing else; the compiled program is handed over when
// it is needed.
//
// A worker is thrown away after use, and a new one means a request for its script. If that request came when one was
// used up, somebody who watches the network would read off when. So new ones come by a clock of their own, whether or
// not any was used, and there are always some to spare.

const script = "/b.js";

const policy = (window as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(u: string): string } } })
  .trustedTypes?.createPolicy("larkspur", {
    createScriptURL(url: string) {
      if (url !== script) throw new TypeError(url);
      return url;
    },
  });

const start = (): Worker => new Worker(policy ? policy.createScriptURL(script) : script);

/** One for the core, one for its lines, and two for phrases. */
const spare = 4;
/** Mean milliseconds between two new workers. */
const pause = 4 * 60_000;

const ready: Worker[] = [];

/** Fills the stand and starts the clock. */
export function begin(): void {
  while (ready.length < spare) ready.push(start());
  const tick = (): void => {
    setTimeout(() => {
      ready.push(start());
      if (ready.length > spare) ready.shift()!.terminate();
      tick();
    }, -Math.log(1 - Math.random()) * pause);
  };
  tick();
}

/** Takes a worker. When none is left, which takes many in a short time, one is started. */
export const take = (): Worker => ready.shift() ?? start();

/** Ends a worker after use; the last but one to spare, whose memory it has overwritten itself, may serve again. */
export function release(worker: Worker): void {
  worker.onmessage = worker.onerror = null;
  if (ready.length < 2) ready.push(worker);
  else worker.terminate();
}

/** Ends everything that stands ready. */
export function end(): void {
  for (const worker of ready.splice(0)) worker.terminate();
}
