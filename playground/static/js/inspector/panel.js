// The Inspector: a panel at the right with the tabs Requests and Faults; on a phone it covers the page.

import { el, icon } from "../dom.js";
import { drawFaults, faults, startFaults } from "./faults.js";
import { lookAway, requests, startRequests, unwatch, watch } from "./requests.js";

const KEPT = "playground-inspector";
const panel = document.querySelector("#inspector");
const toggle = document.querySelector("#inspector-toggle");
const panels = { requests, faults };
const tabs = { requests: tab("requests", "Requests"), faults: tab("faults", "Faults") };

export function startInspector() {
  const away = el("button", { type: "button", class: "icon-button", "aria-label": "Close inspector", onclick: close }, icon("close"));
  const list = el("div", { class: "inspector-tabs", role: "tablist", "aria-label": "Inspector" }, Object.values(tabs));
  list.addEventListener("keydown", step);
  panel.append(el("div", { class: "channel-head" }, el("h2", { class: "spoken" }, "Inspector"), list, away), ...Object.values(panels));
  panel.addEventListener("keydown", leave);
  toggle.addEventListener("click", () => (panel.hidden ? open("requests") : close()));
  startRequests();
  startFaults(() => open("faults"));
  const kept = sessionStorage.getItem(KEPT);
  if (kept) open(kept);
}

function tab(name, label) {
  return el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `inspector-${name}`, onclick: () => open(name) }, label);
}

function open(name) {
  const wasHidden = panel.hidden;
  panel.hidden = false;
  toggle.setAttribute("aria-expanded", "true");
  for (const [one, node] of Object.entries(tabs)) {
    node.setAttribute("aria-selected", String(one === name));
    node.tabIndex = one === name ? 0 : -1;
    panels[one].hidden = one !== name;
  }
  if (wasHidden) watch();
  if (name === "faults") drawFaults();
  if (wasHidden || !panel.contains(document.activeElement)) tabs[name].focus();
  sessionStorage.setItem(KEPT, name);
}

function close() {
  panel.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  sessionStorage.removeItem(KEPT);
  unwatch();
  toggle.focus();
}

function leave(event) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.preventDefault();
  if (!lookAway()) close();
}

function step(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const other = event.target === tabs.requests ? "faults" : "requests";
  open(other);
  tabs[other].focus();
}
