// One kitchen timer, drawn at the foot of the page while it runs.

import { h } from "./dom";
import type { Texts } from "./text";

export class Timer {
  private bar: HTMLElement | undefined;
  private tick = 0;
  private left = 0;
  private until = 0;

  constructor(private readonly place: () => HTMLElement, private readonly texts: () => Texts) {}

  start(minutes: number, what: string): void {
    this.stop();
    const t = this.texts();
    const clock = h("span", { class: "clock", role: "timer" });
    const said = h("span", { role: "status" });
    const hold = h("button", { type: "button", class: "btn", click: () => this.hold(hold) }, t.pause);
    const stop = h("button", { type: "button", class: "btn", click: () => this.stop() }, t.stop);
    this.bar = h("div", { class: "timer", role: "group", "aria-label": t.timer }, clock, h("span", { class: "what" }, what), said, hold, stop);
    this.place().append(this.bar);
    this.until = Date.now() + minutes * 60_000;
    const show = (): void => {
      const ms = this.left || this.until - Date.now();
      const s = Math.max(0, Math.ceil(ms / 1000));
      clock.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
      if (ms > 0) return;
      clearInterval(this.tick);
      said.textContent = t.done;
      hold.remove();
      ring();
    };
    this.tick = setInterval(show, 250) as unknown as number;
    show();
  }

  private hold(button: HTMLElement): void {
    const t = this.texts();
    if (this.left) {
      this.until = Date.now() + this.left;
      this.left = 0;
    } else this.left = Math.max(1, this.until - Date.now());
    button.textContent = this.left ? t.resume : t.pause;
  }

  stop(): void {
    clearInterval(this.tick);
    this.left = 0;
    this.bar?.remove();
    this.bar = undefined;
  }
}

/** Three short soft tones. */
function ring(): void {
  try {
    const audio = new AudioContext();
    for (const at of [0, 0.4, 0.8]) {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      gain.gain.value = 0.15;
      tone.frequency.value = 660;
      tone.connect(gain).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.2);
    }
    setTimeout(() => void audio.close(), 2000);
  } catch {
    // Without sound the words on the screen remain.
  }
}
