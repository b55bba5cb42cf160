// The bar of the demo: the caption, how far it has come, and what steers it. Hidden while nothing plays.

import { steerDemo } from "../api.js";
import { channelComposer } from "../channel.js";
import { keepAbove } from "../dialogs.js";
import { el, icon } from "../dom.js";
import { userName } from "../workspace.js";

const place = document.querySelector("#demo");
const caption = el("p", { class: "demo-caption", role: "status" });
const waits = el("p", { class: "demo-waits" });
const where = el("p", { class: "demo-where" });
const progress = el("progress", { class: "demo-progress", "aria-label": "Progress of the demo" });
const pause = button("Pause", "pause", () => steerDemo(isPaused ? "play" : "pause"));
const next = button("Next", "next", () => steerDemo("next"));
const stop = button("Stop", "stop", () => steerDemo("stop"));
const again = button("Play again", "play", () => steerDemo("start"));
const close = button("Close", "close", () => steerDemo("close"));
const buttons = [pause, next, stop, again, close];
const bar = el(
  "section",
  { class: "demo", "aria-label": "Tocsin demo", hidden: true },
  el("div", { class: "demo-words" }, where, caption, waits),
  el("div", { class: "demo-buttons" }, buttons),
  progress,
);
let isPaused = false;

function button(words, sign, press) {
  const node = el("button", { type: "button", class: "demo-button" }, icon(sign), el("span", {}, words));
  node.addEventListener("click", press);
  return node;
}

/** Whether somebody steers the demo by keyboard: then the page must not take the focus away. */
export const demoHasFocus = () => bar.contains(document.activeElement);

export function startBar() {
  place.append(bar);
  keepAbove(bar, place);
  new ResizeObserver(() => document.documentElement.style.setProperty("--top", `${bar.offsetHeight}px`)).observe(bar);
}

/** demo: what the server tells of it, see the class Shown of playground/demo/director.py. */
export function drawBar(demo) {
  const plays = demo.state === "playing";
  const hadFocus = demoHasFocus();
  isPaused = demo.paused;
  bar.hidden = demo.state === "idle";
  if (bar.hidden && hadFocus) channelComposer.focus();
  document.body.classList.toggle("demo-on", !bar.hidden);
  bar.dataset.state = demo.state;
  where.textContent = plays && demo.who ? `${demo.step} of ${demo.steps} · over ${userName(demo.who)}'s shoulder` : "Tocsin demo";
  if (caption.textContent !== demo.text) caption.textContent = demo.text;
  waits.textContent = demo.waits ? `${demo.waits} …` : "";
  progress.max = demo.steps;
  progress.value = demo.step;
  drawButtons(plays, demo);
}

function drawButtons(plays, demo) {
  const focused = buttons.find((one) => one === document.activeElement);
  for (const one of [pause, next, stop]) one.hidden = !plays;
  for (const one of [again, close]) one.hidden = plays;
  next.setAttribute("aria-disabled", String(Boolean(demo.waits)));
  pause.lastElementChild.textContent = demo.paused ? "Play" : "Pause";
  pause.firstElementChild.replaceWith(icon(demo.paused ? "play" : "pause"));
  if (focused?.hidden) (plays ? pause : again).focus();
}
