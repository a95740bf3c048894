// A core made of plain script, for tests of the page alone. It opens for one text, keeps what it is told, and draws what
// a test asks for by way of buttons. Answers come late on purpose.
"use strict";
const heard = [];
let state = { text: "", late: 0, order: ["a", "b", "c"], lines: {}, dialog: false, ticked: false, gone: false, seq: 0, restless: "", moved: false };
let open = false;
let last = 0;

const button = (label, id, more = {}) => ({ t: "button", k: id, x: label, on: { click: id }, a: { class: "btn", ...more } });

function tree(seq) {
  const s = state;
  return {
    t: "div", a: { class: "v-shell" }, c: [
      { t: "header", a: { class: "bar" }, c: [{ t: "h1", x: "Opened", a: { tabindex: "-1" }, f: true }] },
      { t: "main", c: [
        ...(s.moved ? Array.from({ length: 9 }, () => ({ t: "p", x: "Came above" })).concat([{ t: "button", x: "New", on: { click: "new" } }]) : []),
        { t: "button", x: s.moved ? "Old" : "Here", on: { click: "here" } },
        { t: "label", x: "Box", a: { for: "box" } },
        { t: "input", k: "box", a: { id: "box", type: "text" }, v: s.text, on: { input: "typed" } },
        { t: "textarea", k: "area", a: { "aria-label": "Area" }, v: "", on: { input: "area", focusout: "left" } },
        { t: "ul", c: s.order.map((k) => ({ t: "li", k, c: [{ t: "input", a: { "aria-label": "Line " + k }, v: s.lines[k] ?? "", on: { input: "line-" + k } }] })) },
        button("Turn", "turn"), button("Late", "late"), button("Upper", "upper"), button("Other", "other"), button("Ask", "ask"), button("Close", "close"),
        button("Restless", "restless"), button("Falling", "falling"), button("Unsent", "unsent"), button("Sent", "sent"), button("Over", "over"),
        button("Print", "print"), button("Save", "save"), button("Say", "say"), button("Frames", "frames"), button("Spanish", "spanish"),
        s.gone ? null : button("Vanish", "vanish"),
        { t: "label", a: { class: "tick" }, c: [
          { t: "input", a: { type: "checkbox", ...(s.ticked ? { checked: "" } : {}) }, on: { change: "tick" } }, { t: "span", x: "Tick" }] },
        { t: "div", a: { role: "radiogroup", "aria-label": "Kind", "data-roving": "x" }, c: ["One", "Two", "Three"].map((x) => ({
          t: "button", x, a: { role: "radio", "data-rove": "", "aria-checked": String(x === "Two") }, on: { click: "pick" } })) },
        { t: "script", x: "document.title='owned'" },
        { t: "iframe", a: { src: "/", onload: "x" } },
        { t: "p", a: { onclick: "document.title='owned'", style: "color:red", href: "javascript:1", "data-row": "3" }, x: "<b>not bold</b>" },
        { t: "pre", a: { id: "heard" }, x: heard.join("\n") },
        s.dialog ? { t: "div", a: { class: "cover-all" }, c: [{ t: "div", k: "d", on: { escape: "no" },
          a: { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": "Sure" }, c: [
            { t: "h2", x: "Sure?" }, { ...button("No", "no"), f: true }, button("Yes", "no2")] }] } : null,
      ].filter(Boolean) },
    ],
  };
}

const send = (m) => self.postMessage(m);
const draw = (seq) => send({ k: "tree", n: seq, json: JSON.stringify(tree(seq)) });

self.onmessage = ({ data }) => {
  if (data.k === "core") {
    heard.push("start " + data.start.lang + " " + data.start.site.trim() + " " + (data.module instanceof WebAssembly.Module));
    return;
  }
  if (data.k === "try") {
    heard.push("try " + data.text);
    if (data.text === "open with a long text of seven words") { open = true; draw(0); }
    if (data.text === "quickly") { send({ k: "idle", idle: 0.02, hidden: 0.02 }); open = true; draw(0); }
    if (data.text === "fall") send({ k: "gone" });
    return;
  }
  if (data.k === "pace") { data.port.onmessage = ({ data: due }) => send({ due }); return; } // as the worker for frames
  if (data.k === "port") {
    // Frames are said to leave 20 times, and something is drawn shortly before.
    for (let i = 1; i <= 20; i++) setTimeout(() => {
      const due = performance.timeOrigin + performance.now() + 30;
      data.port.postMessage(due);
      setTimeout(() => { heard.push("frame " + due); draw(last); }, 12);
    }, i * 100);
    return;
  }
  if (data.k === "lock") { setTimeout(() => send({ k: "cover" }), 100); return; }
  if (data.k !== "event") { heard.push(data.k); return; }
  heard.push(data.n + " " + data.id + " " + data.on + " " + JSON.stringify(data.value));
  const n = last = data.n;
  switch (data.id) {
    case "line-a": case "line-b": case "line-c": state.lines[data.id.slice(5)] = data.value; break;
    case "typed": {
      const text = data.value;
      state.text = text;
      if (!state.late) break;
      // An old answer, on purpose: it knows of this event and of none since.
      const old = JSON.stringify(tree(n));
      setTimeout(() => send({ k: "tree", n, json: old }), state.late);
      return;
    }
    // From the next time that a box is left: another tree, and then the end.
    case "restless": case "falling": state.restless = data.id; break;
    case "left":
      state.moved = state.restless !== "";
      if (state.restless === "falling") { draw(n); send({ k: "cover" }); return; }
      break;
    case "unsent": case "sent": send({ k: "unsent", unsent: data.id === "unsent" }); break;
    case "turn": state.order = [...state.order.slice(1), state.order[0]]; break;
    case "late": state.late = 300; break;
    case "upper": state.text = state.text.toUpperCase(); break;
    case "other": state.text = "Ana: " + state.text + " (Ana)"; break;
    case "ask": state.dialog = true; break;
    case "no": case "no2": state.dialog = false; break;
    case "close": send({ k: "cover" }); return;
    // The end, and what somebody would do who went on after it.
    case "over": draw(n); send({ k: "over" }); setTimeout(() => { state.moved = true; draw(n); }, 100); return;
    case "print": send({ k: "print" }); return;
    case "save": send({ k: "save", name: "calendar.ics", text: "Dentist, día 3\r\n", type: "text/calendar;charset=utf-8" }); return;
    case "say": send({ k: "announce", text: "Said aloud", urgent: false }); return;
    case "spanish": send({ k: "lang", lang: "es" }); return;
    case "frames": send({ k: "pace" }); break;
    case "vanish": state.gone = true; break;
    case "tick": state.ticked = data.value === "true"; break;
  }
  draw(n);
};
