// The tab "Requests": what is listed, by which filter, and the exchange that is looked at.

import { el } from "../dom.js";
import { Detail } from "./detail.js";
import { isTrouble, Rows } from "./rows.js";
import { Stream } from "./stream.js";

const KINDS = [
  ["", "Everything"],
  ["web_api", "Calls of the bot"],
  ["to_bot", "What is sent to the bot"],
  ["slash_commands", "Commands"],
  ["interactive", "Interactions"],
  ["events_api", "Events"],
  ["response_url", "Answers by URL"],
  ["upload", "Uploads"],
  ["download", "Downloads"],
  ["socket", "Sockets"],
];

const words = el("input", { type: "search", class: "text", "aria-label": "Filter requests", placeholder: "Filter" });
const kind = el("select", { class: "select", "aria-label": "Kind of request" }, KINDS.map(([value, name]) => el("option", { value }, name)));
const errors = el("input", { type: "checkbox" });
const pause = el("button", { type: "button", class: "button", "aria-pressed": "false" }, "Pause");
const clear = el("button", { type: "button", class: "button" }, "Clear");
const detail = new Detail(() => look(0));
const rows = new Rows((id) => look(id), () => drawAll());
const stream = new Stream(take);

/** Rows that came since the last frame: drawn together, so that a burst costs one drawing. */
let pending = [];
let isPaused = false;

export const requests = el(
  "div",
  { class: "inspector-panel", role: "tabpanel", id: "inspector-requests", "aria-labelledby": "tab-requests" },
  el("div", { class: "inspector-tools" }, words, kind, el("label", { class: "check" }, errors, el("span", {}, "Errors only")), pause, clear),
  rows.node,
  detail.node,
);

export function startRequests() {
  for (const control of [words, kind, errors]) control.addEventListener("input", drawAll);
  clear.addEventListener("click", () => stream.clear());
  pause.addEventListener("click", () => setPaused(!isPaused));
}

export const watch = () => stream.open();

export function unwatch() {
  stream.close();
  look(0);
}

/** Closes the exchange that is looked at; false when there is none. */
export function lookAway() {
  const wasOpen = Boolean(detail.id);
  if (wasOpen) look(0);
  return wasOpen;
}

function setPaused(value) {
  isPaused = value;
  pause.setAttribute("aria-pressed", String(value));
  pause.textContent = value ? "Go on" : "Pause";
  if (!value) drawAll();
}

function look(id) {
  rows.choose(id);
  if (id) detail.show(id);
  else if (detail.id) {
    detail.hide();
    rows.focus();
  }
}

function take(changed) {
  if (changed === null) return drawAll();
  if (isPaused) return;
  if (!pending.length) requestAnimationFrame(drawPending);
  pending.push(...changed);
}

function drawPending() {
  const latest = new Map(pending.splice(0).map((row) => [row.id, row]));
  for (const row of latest.values()) {
    if (fits(row)) rows.put(row);
    if (row.id === detail.id) detail.show(row.id);
  }
}

function drawAll() {
  rows.draw(stream.newest().filter(fits), words.value || kind.value || errors.checked ? "Nothing fits the filter." : "Nothing yet. Type a command.");
}

function fits(row) {
  const wanted = words.value.trim().toLowerCase();
  const said = `${row.name} ${row.gist} ${row.error ?? ""} ${row.fault ?? ""}`.toLowerCase();
  const isKind = !kind.value || (kind.value === "to_bot" ? row.to_bot : row.kind === kind.value);
  return isKind && said.includes(wanted) && (!errors.checked || isTrouble(row));
}
