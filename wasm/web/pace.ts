// The worker that holds the lines of live links. It sends frames when they are due and passes on what comes in, and does
// nothing else: what the core draws or computes must not show in when frames leave (SPEC §13.3). It has no keys. Frames that
// say nothing are put for the next seconds, so that it goes on when the core is busy, and no longer.

import type { FromLine, ToLine } from "./bridge";

const tick = 250;
const size = 512;

/** Milliseconds after a moment within which its frames leave (SPEC §13.3). */
const spread = 150;

/** What may wait to leave on a line: half a minute of frames. A line that takes no more is none. */
const backlog = 65536;

/** Says when the next frames of a line leave, in milliseconds since 1970, as soon as those before have left. */
type Tell = (due: number) => void;

/** Takes joins of new lines from the core. All ends with this worker, which ends with the core. */
export function pace(port: MessagePort, tell: Tell): void {
  port.onmessage = ({ data, ports }: MessageEvent<Uint8Array>) => line(data, ports[0], tell);
}

/**
 * A delay, drawn anew for every moment, with the density of 1 - cos: of all between two bounds this one tells least of a small
 * lateness, which no browser is without, and which depends on what else it does.
 */
function drawn(): number {
  const random = new Uint32Array(2);
  for (;;) {
    crypto.getRandomValues(random);
    const [x, y] = [random[0] / 2 ** 32, random[1] / 2 ** 32];
    if (y < (1 - Math.cos(2 * Math.PI * x)) / 2) return spread * x;
  }
}

function line(join: Uint8Array, port: MessagePort, tell: Tell): void {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/v1/live");
  const put = new Map<number, Uint8Array>();
  let zero = 0; // moment 0, by performance.now()
  let next = 0; // the first moment whose frames have not left
  let due = 0; // when they do
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (what: FromLine): void => port.postMessage(what);

  const send = (frames: Uint8Array): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > backlog) socket.close();
    else for (let at = 0; at < frames.length; at += size) socket.send(frames.subarray(at, at + size) as BufferSource);
  };
  // Each moment is counted from the first, so that lateness does not add up. What was missed is made up for.
  const draw = (): void => { due = zero + next * tick + drawn(); };
  const beat = (): void => {
    while (due <= performance.now()) {
      const frames = put.get(next);
      put.delete(next++);
      draw();
      if (frames) send(frames);
    }
    tell(performance.timeOrigin + due);
    timer = setTimeout(beat, Math.ceil(due - performance.now())); // a fraction is cut off, and then it comes too soon
  };
  const end = (): void => {
    clearTimeout(timer);
    put.clear();
    socket.onopen = socket.onmessage = socket.onclose = port.onmessage = null;
    socket.close();
    port.close();
  };

  hear(true);
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
      draw();
      beat();
    } else if (data instanceof Uint8Array) send(data);
    else if (data[0] < next) hear(data[0]);
    else put.set(...data);
  };
}
