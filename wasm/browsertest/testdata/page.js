"use strict";
const out = document.getElementById("out"), plant = document.getElementById("plant");
const say = (text) => { out.textContent = text; };
document.getElementById("say").addEventListener("click", (e) => say("You said " + plant.value + (e.isTrusted ? "" : " (forged)")));
document.getElementById("far").addEventListener("click", () => say("From far below"));
document.getElementById("under").addEventListener("click", () => say("From under"));
document.getElementById("late").addEventListener("click", () => setTimeout(() => say("It came"), 300));
document.getElementById("go").addEventListener("click", () => { document.body.textContent = ""; location.replace("other.html"); });
const struck = [];
addEventListener("keydown", (e) => {
  struck.push((e.ctrlKey && e.key !== "Control" ? "C-" : "") + (e.shiftKey && e.key !== "Shift" ? "S-" : "") + e.key + (e.isTrusted ? "" : "!"));
  document.getElementById("keys").textContent = "Keys " + struck.join(" ");
});
document.getElementById("facts").textContent = [
  "wasm " + (typeof WebAssembly === "object"), "lang " + navigator.language,
  "dark " + matchMedia("(prefers-color-scheme: dark)").matches,
].join(", ");
