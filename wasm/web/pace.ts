// The worker that holds the lines of live links. It sends frames when they are due and passes on what comes in, and does
// nothing else: what the core draws or computes must not show in when frames leave (SPEC §13.3). It has no keys. Frames that
// say nothing are put for the next seconds, so that it goes on when the core is busy, and no longer.

import type { FromLine, ToLine } from "./bridge";

const tick = 250;
const size = 512;

/** What may wait to leave on a line: some seconds of frames. A line that takes no more is none. */
const backlog = 65536;

/** Takes joins of new lines from the core. All ends with this worker, which ends with the core. */
export function pace(port: MessagePort): void {
  port.onmessage = ({ data, ports }: MessageEvent<Uint8Array>) => line(data, ports[0]);
}

function line(join: Uint8Array, port: MessagePort): void {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/v1/live");
  const put = new Map<number, Uint8Array>();
  let zero = 0; // moment 0, by performance.now()
  let next = 0; // the first moment that has not come
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (what: FromLine): void => port.postMessage(what);

  const send = (frames: Uint8Array): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > backlog) socket.close();
    else for (let at = 0; at < frames.length; at += size) socket.send(frames.subarray(at, at + size) as BufferSource);
  };
  // Each moment is counted from the first, so that lateness does not add up. What was missed is made up for.
  const beat = (): void => {
    while (zero + next * tick <= performance.now()) {
      const frames = put.get(next);
      put.delete(next++);
      if (frames) send(frames);
    }
    timer = setTimeout(beat, zero + next * tick - performance.now());
  };
  const end = (): void => {
    clearTimeout(timer);
    put.clear();
    socket.onopen = socket.onmessage = socket.onclose = port.onmessage = null;
    socket.close();
    port.close();
  };

  socket.binaryType = "arraybuffer";
  socket.onopen = () => socket.send(join as BufferSource);
  socket.onmessage = ({ data }) => hear(data instanceof ArrayBuffer ? new Uint8Array(data) : null);
  socket.onclose = () => {
    hear(null);
    end();
  };
  port.onmessage = ({ data }: MessageEvent<ToLine>) => {
    if (data === null) end();
    else if (typeof data === "number") {
      zero = data - performance.timeOrigin;
      next = Math.ceil((performance.now() - zero) / tick);
      beat();
    } else if (data instanceof Uint8Array) send(data);
    else if (data[0] < next) hear(data[0]);
    else put.set(...data);
  };
}
