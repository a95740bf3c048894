// The one script of both workers. The first message says which of the two it is (Role in bridge.d.ts).

import "./quiet";
import "go:wasm_exec";
import type { Answer, FromCore, Job, Line, Offer, Role, ToCore } from "./bridge";

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

/** What may wait to leave on a line: some seconds of frames. A line that takes no more is none. */
const backlog = 65536;

/** A line to the relay. It ends with this worker, as all that the worker has. */
function dial(join: Uint8Array, hear: (frame: Uint8Array | null) => void): Line {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/v1/live");
  socket.binaryType = "arraybuffer";
  socket.onopen = () => socket.send(join as BufferSource);
  socket.onmessage = ({ data }) => hear(data instanceof ArrayBuffer ? new Uint8Array(data) : null);
  socket.onclose = () => hear(null);
  return {
    send(frame) {
      if (socket.bufferedAmount > backlog) socket.close();
      else socket.send(frame as BufferSource);
    },
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
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
    derive: (text, realm) =>
      new Promise((resolve, reject) => {
        waiting.push((port) => {
          port.onmessage = ({ data }: MessageEvent<Answer>) => {
            port.close();
            if (data) resolve(data);
            else reject(new Error("derive"));
          };
          port.postMessage({ text, realm } satisfies Job);
        });
        self.postMessage({ k: "derive" } satisfies FromCore);
      }),
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

self.onmessage = ({ data }: MessageEvent<Role | ToCore | { k: "port"; port: MessagePort }>) => {
  switch (data.k) {
    case "core":
      void core(data);
      break;
    case "derive":
      derive(data);
      break;
    case "port":
      waiting.shift()?.(data.port);
      break;
    default:
      if (deliver) deliver(data);
      else early.push(data);
  }
};
