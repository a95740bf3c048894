// The contract between the page (main thread), its workers, and the Go program that runs in them. Nothing of this file
// is served: types vanish when the page is built. The Go side of it is wasm/bridge.go, wasm/app/event.go, wasm/app/page.go
// and wasm/view/node.go.

/** A node of a screen. With `t` an element, without it a text. Everything is text to the page: markup is never parsed. */
export interface Tree {
  /** Element name out of the allow list in allow.ts. Any other is drawn as a div. */
  t?: string;
  /** Key among siblings: an element with a key keeps focus, caret and composition when it moves. */
  k?: string;
  /**
   * Attributes out of the allow list in allow.ts, others are dropped. A boolean attribute has "" as its value.
   * Beyond those of HTML:
   *   data-roving   "x", "y" or "xy" (with data-cols): the arrow keys move among descendants that carry data-rove, of
   *                 which one is in the tab order. Home and End go to the first and last.
   *   data-row, data-col, data-span, data-len   whole numbers, handed to the style sheet as --row, --col, --span, --len.
   *   data-value    what a click on this element reports as its value.
   *   data-home     where focus goes when the focused element has left the tree (else the first h1, h2).
   * A node with aria-modal="true" makes everything else in the tree inert while it is there. The leave button stays.
   */
  a?: Record<string, string>;
  /** Text: all of a text node; in an element, shown before `c`. */
  x?: string;
  c?: Tree[];
  /**
   * Event name to action id: click, input (batched), change, submit (the default is always prevented), focusout, and
   * escape (the Escape key pressed inside).
   */
  on?: Record<string, string>;
  /** What an input or textarea holds. Never overwrites what was typed since the event that the tree answers. */
  v?: string;
  /** Asks for focus, once: on the tree where it turns from absent to true. Scrolls there. */
  f?: boolean;
}

/** Page to core. Each is delivered in order; those sent before the program runs wait for it. */
export type ToCore =
  /**
   * First of all. `site` is the text of GET /v1/site, `places` that of GET /v1/directory ("" when there is none), `zone` an
   * IANA name, `lang` "en" or "es" as the cover has it.
   */
  | { k: "start"; lang: string; site: string; places: string; zone: string }
  /** A text was entered in the box of the cover. The page has answered it already, and shows nothing of this. */
  | { k: "try"; text: string; lang: string }
  /**
   * Something happened to a node that has a handler. `n` counts up from 1 and comes back in `tree`. `value`: for a text
   * control its text; for a checkbox "true" or "false"; for a radio its value; else data-value or "".
   */
  | { k: "event"; n: number; id: string; on: string; value: string }
  /** The page is about to close this program: save, then send `cover`. It is ended 20 seconds later in any case. */
  | { k: "lock" }
  /** A tree with `more` has been painted: the rest may come. */
  | { k: "shown" }
  /** The tab went out of sight, or came back. The page covers itself. */
  | { k: "hidden" }
  | { k: "visible" };

/** Core to page. */
export type FromCore =
  /**
   * Draw this. The first tree replaces the cover. `n`: the last event this tree knows of. `json`: a Tree. `more`: it is the
   * beginning of a screen; answered with `shown` once it is painted.
   */
  | { k: "tree"; n: number; json: string; more?: true }
  /** Back to the cover. The program that says so is ended and a fresh one takes its place. */
  | { k: "cover" }
  /** The tree before this was the last: the program is ended at once, and any click in that tree leads to the cover. */
  | { k: "over" }
  /** Open the browser's print dialog for what is drawn. */
  | { k: "print" }
  /** Save a file: its name, its text, its media type. The browser asks where, or puts it where such files go. */
  | { k: "save"; name: string; text: string; type: string }
  /** Say this to a screen reader: politely, or at once. */
  | { k: "announce"; text: string; urgent: boolean }
  /** Language of what is drawn and of the page's own few words. */
  | { k: "lang"; lang: string }
  /** Minutes without a touch, and minutes out of sight, after which the page locks. 0 leaves the default (5 and 2). */
  | { k: "idle"; idle: number; hidden: number }
  /** Whether the browser is to ask before the window is closed: something written here has not arrived. Never on a plan of one's own. */
  | { k: "unsent"; unsent: boolean }
  /** Wants a port to a derivation worker; answered with a `port` message to the worker (see worker.ts). */
  | { k: "derive" }
  /** Wants a port to the worker that holds the lines; answered in the same way. */
  | { k: "pace" }
  /** The program ended by itself. The page goes back to the cover and starts a fresh one. */
  | { k: "gone" };

/** What a worker is told first: which of the three it is. Two of them run the same compiled module. */
export type Role =
  | { k: "core"; module: WebAssembly.Module; start: ToCore }
  | { k: "derive"; module: WebAssembly.Module; port: MessagePort }
  | { k: "pace"; port: MessagePort };

/** The page to a core's worker, which keeps it to itself: a port that was asked for; that the worker of its lines is gone. */
export type ToWorker = { k: "port"; port: MessagePort } | { k: "unpaced" };

/**
 * What travels between the two workers, on a port that the page hands over and does not keep. One job, one answer: 32
 * bytes, or null when it failed.
 */
export interface Job { text: Uint8Array; realm: string }
export type Answer = Uint8Array | null;

/**
 * The core to the worker that holds the lines: the join of a new line, with a port of its own. On that port the core says
 *   bytes: a frame, to be sent now;
 *   a number: from now on frames leave, for a moment every 250 ms, at a time drawn from the 150 ms after it. Moment 0 is then, in
 *     milliseconds since 1970 (performance.timeOrigin);
 *   a pair: the frames of a moment, one behind the other, in place of those put there before;
 *   null: close it.
 * It hears true first: the line is in good hands; then bytes: a message that came; a number: what was put for this moment came
 * too late; null: the line is over, or something came that was none of bytes.
 */
export type ToLine = Uint8Array | number | [moment: number, frames: Uint8Array] | null;
export type FromLine = true | Uint8Array | number | null;

/** That worker to the page: when frames leave next, in milliseconds since 1970. What is drawn can wait for them (still.ts). */
export interface Due { due: number }

/** A connection of a live link. What is sent when it is over goes nowhere. After `close` nothing is heard. */
export interface Line {
  send(frame: Uint8Array): void;
  /** Frames leave at moments from now on. Moment 0 is so many milliseconds from now (less than 0: was). */
  beat(from: number): void;
  put(moment: number, frames: Uint8Array): void;
  close(): void;
}

/** What worker.ts offers to the Go program as globalThis.bridge. */
export interface Offer {
  /** Sends a FromCore. */
  send(message: FromCore): void;
  /** Starts delivery of ToCore messages to f. */
  receive(f: (message: ToCore) => void): void;
  /** One call: 33,024 bytes to POST /v1/page and 33,024 back. Rejects on anything else. */
  page(body: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Has a WebSocket opened to GET /v1/live, in a worker of its own, and `join` sent on it. `hear` is told what FromLine says after
   * its true, and null as well when that worker is gone.
   */
  dial(join: Uint8Array, hear: (what: Exclude<FromLine, true>) => void): Line;
  /** Runs a job in a derivation worker. Rejects when it could not. */
  derive(text: Uint8Array, realm: string): Promise<Uint8Array>;
  /** Seconds east of UTC in the zone at the moment (milliseconds since 1970); NaN for an unknown zone. */
  offset(zone: string, at: number): number;
  /** Derivation worker only: the job, and where its answer goes. */
  job?: Job;
  done?(root: Uint8Array): void;
}
