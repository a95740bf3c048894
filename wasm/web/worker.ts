// The one script of all workers. The first message says which of the three it is (Role in bridge.d.ts).

import "./quiet";
import "go:wasm_exec";
import type { Answer, Due, FromCore, FromLine, Job, Line, Offer, Role, ToCore, ToLine, ToWorker } from "./bridge";
import { pace } from "./pace";

declare const self: DedicatedWorkerGlobalScope & { bridge: Offer };
declare class Go {
  argv: string[];
  env: Record<string, string>;
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}

const callSize = 33024;

/** Runs the program to its end; returns its memory. */
async function run(module: WebAssembly.Module, role: string): Promise<WebAssembly.Memory> {
  const go = new Go();
  go.argv = ["a", role];
  go.env = { GOGC: "400" };
  const instance = await WebAssembly.instantiate(module, go.importObject);
  await go.run(instance);
  return instance.exports.mem as WebAssembly.Memory;
}

/** One call. Everything that could tell calls apart, or outlive them, is off. */
async function page(body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const answer = await fetch("/v1/page", {
    method: "POST",
    body: body as BodyInit,
    headers: { "Content-Type": "application/octet-stream" },
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    referrerPolicy: "no-referrer",
    signal,
  });
  if (answer.status !== 200 || !answer.body) throw new Error("status");
  const out = new Uint8Array(callSize);
  const reader = answer.body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > callSize) {
      void reader.cancel();
      throw new Error("long");
    }
    out.set(value, at);
    at += value.length;
  }
  if (at !== callSize) throw new Error("short");
  return out;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offset(zone: string, at: number): number {
  try {
    let format = formats.get(zone);
    if (!format) {
      if (formats.size > 99) formats.clear(); // a plan can name thousands, and each is large
      format = new Intl.DateTimeFormat("en-US", {
        timeZone: zone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric",
        hour: "numeric", minute: "numeric", second: "numeric",
      });
      formats.set(zone, format);
    }
    const p: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) p[type] = parseInt(value, 10);
    return (Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(at / 1000) * 1000) / 1000;
  } catch {
    return NaN;
  }
}

const waiting: ((port: MessagePort) => void)[] = [];

/** Asks the page for a port to another worker. */
const port = (k: "derive" | "pace"): Promise<MessagePort> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    self.postMessage({ k } satisfies FromCore);
  });

let lines: Promise<MessagePort> | undefined;

/** What ends the lines that are open when their worker is gone. */
const open = new Set<() => void>();

/** Half of the milliseconds that a worker has to take a line. One that does not is gone, and the next line has another. */
const patience = 2500;

function unpaced(): void {
  lines = undefined;
  for (const over of [...open]) over();
}

/** A line to the relay. All lines are held by one worker, which draws nothing and so is never late (pace.ts). */
function dial(join: Uint8Array, hear: (what: Exclude<FromLine, true>) => void): Line {
  lines ??= port("pace");
  const { port1, port2 } = new MessageChannel();
  const over = (): void => {
    end();
    hear(null);
  };
  // Twice: after a long time of computing what came is heard after the first.
  let timer = setTimeout(() => { timer = setTimeout(unpaced, patience); }, patience);
  const end = (): void => {
    clearTimeout(timer);
    open.delete(over);
    port1.onmessage = null;
  };
  open.add(over);
  port1.onmessage = ({ data }: MessageEvent<FromLine>) => {
    if (data === true) clearTimeout(timer);
    else hear(data);
  };
  void lines.then((to) => to.postMessage(join, [port2]));
  const say = (what: ToLine): void => port1.postMessage(what);
  return {
    send: say,
    beat: (from) => say(performance.timeOrigin + performance.now() + from),
    put: (moment, frames) => say([moment, frames]),
    close() {
      end();
      say(null);
    },
  };
}
let deliver: ((message: ToCore) => void) | undefined;
const early: ToCore[] = [];

async function core(role: Role & { k: "core" }): Promise<void> {
  early.push(role.start);
  self.bridge = {
    send: (message: FromCore) => self.postMessage(message),
    receive(f) {
      deliver = f;
      for (const message of early.splice(0)) f(message);
    },
    page,
    dial,
    offset,
    async derive(text, realm) {
      const to = await port("derive");
      return new Promise((resolve, reject) => {
        to.onmessage = ({ data }: MessageEvent<Answer>) => {
          to.close();
          if (data) resolve(data);
          else reject(new Error("derive"));
        };
        to.postMessage({ text, realm } satisfies Job);
      });
    },
  };
  try {
    await run(role.module, "core");
  } finally {
    self.postMessage({ k: "gone" } satisfies FromCore);
  }
}

// The page ends this worker as soon as it says "done", which is the strongest wipe there is. The memory is overwritten
// before, so that nothing depends on how soon that is, and so that the worker may serve again when it is the last one.
function derive({ module, port }: Role & { k: "derive" }): void {
  port.onmessage = async ({ data }: MessageEvent<Job>) => {
    let root: Answer = null;
    self.bridge = { job: data, done: (r: Uint8Array) => { root = r; } } as unknown as Offer;
    try {
      new Uint8Array((await run(module, "derive")).buffer).fill(0);
    } catch {
      root = null;
    }
    port.postMessage(root);
    data.text.fill(0);
    (root as Uint8Array | null)?.fill(0);
    self.bridge = {} as Offer;
    port.close();
    self.postMessage({ k: "done" });
  };
}

self.onmessage = ({ data }: MessageEvent<Role | ToCore | ToWorker>) => {
  switch (data.k) {
    case "core":
      void core(data);
      break;
    case "derive":
      derive(data);
      break;
    case "pace":
      pace(data.port, (due) => self.postMessage({ due } satisfies Due));
      break;
    case "port":
      waiting.shift()?.(data.port);
      break;
    case "unpaced":
      unpaced();
      break;
    default:
      if (deliver) deliver(data);
      else early.push(data);
  }
};
