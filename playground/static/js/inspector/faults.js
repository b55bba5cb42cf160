// The tab "Faults": those that are set, what may be pressed, and a form for one's own. And the strip on the page.

import { clearFaults, fetchFaults, removeFault, setFault } from "../api.js";
import { el, icon } from "../dom.js";
import { toast } from "../toasts.js";
import { form } from "./form.js";
import { happenings, history, LASTING, told } from "./presets.js";

const MOST_OVER = 5;
const list = el("ul", { class: "faults-set", "aria-label": "Faults" });
const past = el("ul", { class: "faults-set", "aria-label": "Over" });
const over = el("section", { hidden: true }, el("h3", {}, "Over"), past);
const lasting = el("div", { class: "fault-presets" });
const once = el("div", { class: "fault-presets" });
const strip = document.querySelector("#faults-strip");

let known = [];
let reading = null;
let again = false;
let timer = null;
let onShow = null;

export const faults = el(
  "div",
  { class: "inspector-panel fault-panel", role: "tabpanel", id: "inspector-faults", "aria-labelledby": "tab-faults", hidden: true },
  el("p", { class: "quiet" }, "What goes wrong here changes only the playground. The bot has to cope, as it would with Slack."),
  el("h3", {}, "Set now"),
  list,
  over,
  el("h3", {}, "For a while"),
  lasting,
  el("h3", {}, "At once"),
  once,
  el("h3", {}, "Your own"),
  form,
);

/** show: opens this tab. */
export function startFaults(show) {
  onShow = show;
  readFaults();
}

/** Reads what is set. What is asked meanwhile is answered by one more reading. */
export function readFaults() {
  again = Boolean(reading);
  reading ??= read().finally(() => (reading = null));
  return reading;
}

async function read() {
  const { faults: found } = await fetchFaults();
  if (again) {
    again = false;
    return read();
  }
  known = found ?? known;
  clearTimeout(timer);
  const ends = known.filter((fault) => fault.set && fault.ends_in !== null);
  if (ends.length) timer = setTimeout(readFaults, 1000);
  drawStrip();
  drawFaults();
}

export function drawFaults() {
  if (faults.hidden) return;
  const set = known.filter((fault) => fault.set);
  list.replaceChildren(...set.map(faultNode));
  if (!set.length) list.append(el("li", { class: "quiet" }, "Nothing: Slack works as it should."));
  const ended = known.filter((fault) => !fault.set).slice(-MOST_OVER);
  past.replaceChildren(...ended.reverse().map(faultNode));
  over.hidden = !ended.length;
  drawPresses();
}

function drawPresses() {
  if (!lasting.children.length) lasting.append(...LASTING.map(([label, fault]) => press(label, () => setFault(fault))));
  const acts = happenings();
  acts.forEach(([label, act], number) => {
    const there = once.children[number];
    if (there?.textContent === label) return;
    const fresh = press(label, () => announced(label, act));
    if (there) there.replaceWith(fresh);
    else once.append(fresh);
  });
}

async function announced(label, act) {
  const answer = await act();
  if (!answer.error) toast("note", `${label}: done.`);
  drawPresses();
  return answer;
}

function press(label, act) {
  const pressed = async () => {
    const { error } = await act();
    if (error) toast("error", error);
  };
  return el("button", { type: "button", class: "button", onclick: pressed }, label);
}

function faultNode(fault) {
  const away = el("button", { type: "button", class: "icon-button", "aria-label": `Remove ${told(fault)}`, onclick: () => removeFault(fault.id) }, icon("close"));
  const where = Object.keys(fault.where).length ? [el("code", {}, JSON.stringify(fault.where))] : [];
  const words = el("div", {}, el("p", { class: "fault-name" }, told(fault)), ...where, el("p", { class: "quiet" }, history(fault)));
  return el("li", { class: fault.set ? "fault" : "fault over" }, words, away);
}

/** Seen on every page while anything is set, so that nobody wonders for long. */
function drawStrip() {
  const set = known.filter((fault) => fault.set);
  const words = set.map(told).join("; ");
  strip.hidden = !set.length;
  if (strip.dataset.words === words) return;
  strip.dataset.words = words;
  const show = el("button", { type: "button", class: "text-button", onclick: () => onShow() }, "Show");
  const end = el("button", { type: "button", class: "text-button", onclick: clearFaults }, "End all");
  const label = set.length === 1 ? "A fault is set" : `${set.length} faults are set`;
  strip.replaceChildren(...(set.length ? [el("p", {}, el("strong", {}, label), ` ${words}`), show, end] : []));
}
