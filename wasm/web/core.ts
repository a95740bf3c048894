// The core as the page sees it: where it is loaded, started, spoken to, and ended.

import type { Due, FromCore, Role, ToCore, ToWorker } from "./bridge";
import * as hands from "./hands";
import * as still from "./still";

declare const CORE: { url: string; integrity: string };

/** Whether this browser can run it at all. Known before anybody is asked for anything. */
export const able = (): boolean => typeof WebAssembly === "object" && typeof WebAssembly.compile === "function";

/** What everybody gets who opens the page: the program, what the site is, and the operator's list of places. */
type Loaded = [core: WebAssembly.Module, site: string, places: string];

/** Milliseconds that the list of places is waited for. Whoever needs the rest now is not held up by it. */
const patience = 8000;

/** The operator's list of places; "" when there is none, or none in time: everything else goes on (SPEC §8.1). */
async function places(): Promise<string> {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience);
  try {
    const list = await fetch("/v1/directory", { ...quietly, signal: stop.signal });
    return list.ok ? await list.text() : "";
  } catch {
    return "";
  } finally {
    clearTimeout(late);
  }
}

let loaded: Promise<Loaded> | undefined;

const quietly: RequestInit = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" };

/**
 * Fetches and compiles, once. Through an ArrayBuffer and not as a stream: browsers keep what they compile from a stream
 * on disk, with its address, even under no-store. Tries again until the network is there.
 */
export function load(): Promise<Loaded> {
  loaded ??= (async () => {
    // The cover first: it is what the visitor came for.
    if (document.readyState !== "complete") {
      await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
    }
    hands.begin();
    for (let wait = 2000; ; wait = Math.min(wait * 2, 60_000)) {
      let bytes: ArrayBuffer;
      let site: string;
      let list: string;
      try {
        // The places now and not when somebody looks for one: so asking for them tells nothing.
        const asked = places();
        const [core, facts] = await Promise.all([
          fetch(CORE.url, { ...quietly, integrity: CORE.integrity }),
          fetch("/v1/site", quietly),
        ]);
        if (!core.ok || !facts.ok) throw new Error("status");
        [bytes, site, list] = await Promise.all([core.arrayBuffer(), facts.text(), asked]);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, wait));
        continue;
      }
      return [await WebAssembly.compile(bytes), site, list];
    }
  })();
  return loaded;
}

/** Milliseconds that a core has to save and say goodbye. */
const goodbye = 20_000;

export class Core {
  private worker: Worker | undefined;
  private queue: ToCore[] = [];
  private module: WebAssembly.Module | undefined;
  private helpers = new Set<Worker>();
  private pacer: Worker | undefined;
  private held: FromCore[] = [];

  constructor(lang: string, private readonly hear: (message: FromCore) => void, unable: () => void) {
    load().then(
      ([module, site, places]) => {
        const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
        this.begin(module, { k: "start", lang, site, places, zone });
      },
      unable,
    );
  }

  private begin(module: WebAssembly.Module, start: ToCore): void {
    this.module = module;
    this.worker = hands.take();
    this.worker.onmessage = ({ data }: MessageEvent<FromCore>) => {
      if (data.k === "derive" || data.k === "pace") this.help(data.k);
      else this.say(data);
    };
    this.worker.onerror = (e) => {
      e.preventDefault();
      this.hear({ k: "gone" });
    };
    this.worker.postMessage({ k: "core", module, start } satisfies Role);
    for (const message of this.queue.splice(0)) this.worker.postMessage(message);
  }

  /** Has what the core says be heard, in its order. A tree, and what comes after it, may wait until frames have left. */
  private say(message: FromCore): void {
    const wait = this.held.length === 0 && message.k === "tree" ? still.wait() : 0;
    if (this.held.length === 0 && wait === 0) {
      this.hear(message);
      return;
    }
    this.held.push(message);
    if (wait > 0) setTimeout(() => { for (const each of this.held.splice(0)) this.hear(each); }, wait);
  }

  /** Connects the core to a derivation worker, or to one for its lines. What they tell each other does not pass here. */
  private help(k: "derive" | "pace"): void {
    const { port1, port2 } = new MessageChannel();
    const helper = hands.take();
    this.helpers.add(helper);
    const done = (): void => {
      if (this.helpers.delete(helper)) hands.release(helper);
    };
    if (k === "derive") {
      helper.onmessage = done;
      helper.postMessage({ k, module: this.module!, port: port1 } satisfies Role, [port1]);
    } else {
      // It lives as long as the core, and ends with it. Who asks for another has none any more.
      this.unpace();
      this.pacer = helper;
      helper.onmessage = ({ data }: MessageEvent<Due>) => still.leaves(data.due);
      helper.onerror = (e) => {
        e.preventDefault();
        this.unpace();
        this.worker?.postMessage({ k: "unpaced" } satisfies ToWorker);
      };
      helper.postMessage({ k, port: port1 } satisfies Role, [port1]);
    }
    this.worker!.postMessage({ k: "port", port: port2 } satisfies ToWorker, [port2]);
  }

  private unpace(): void {
    if (!this.pacer) return;
    this.helpers.delete(this.pacer);
    this.pacer.onmessage = this.pacer.onerror = null;
    this.pacer.terminate();
    this.pacer = undefined;
  }

  tell(message: ToCore): void {
    if (this.worker) this.worker.postMessage(message);
    // Before it runs only the last text entered is worth keeping.
    else if (message.k === "try") this.queue = [message];
  }

  /** Ends it now. Nothing of it is heard any more. */
  end(): void {
    this.worker?.terminate();
    for (const helper of this.helpers) helper.terminate();
    this.helpers.clear();
    this.held = [];
    this.worker = undefined;
    this.module = undefined;
    this.begin = () => {};
  }

  /** Asks it to save and close, and ends it when it has, or in 20 seconds. Nothing it draws is heard meanwhile. */
  retire(): void {
    if (!this.worker) {
      this.end();
      return;
    }
    this.held = [];
    const over = setTimeout(() => this.end(), goodbye);
    this.worker.onmessage = ({ data }: MessageEvent<FromCore>) => {
      if (data.k === "derive" || data.k === "pace") this.help(data.k);
      else if (data.k === "cover" || data.k === "gone") {
        clearTimeout(over);
        this.end();
      }
    };
    this.worker.postMessage({ k: "lock" } satisfies ToCore);
  }
}
