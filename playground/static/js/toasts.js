// Short messages that come and go: errors as alerts, notes as status.

import { el, icon } from "./dom.js";
import { keepAbove } from "./dialogs.js";

const SECONDS = { error: 12, note: 6 };
const errors = el("div", { role: "alert" });
const notes = el("div", { role: "status", "aria-label": "Notes" });
const region = el("div", { class: "toasts" }, errors, notes);

export function startToasts() {
  const home = document.querySelector(".strips");
  home.append(region);
  keepAbove(region, home);
}

/** level: "error" or "note". The same words are not shown twice at a time. */
export function toast(level, text) {
  const place = level === "error" ? errors : notes;
  if ([...place.children].some((shown) => shown.dataset.text === text)) return;
  place.append(toastNode(level, text));
}

/** What went wrong before is no news any more once something went right. */
export function forgetErrors() {
  errors.replaceChildren();
}

function toastNode(level, text) {
  const away = el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss" }, icon("close"));
  const node = el("div", { class: `toast toast-${level}`, "data-text": text }, el("p", {}, text), away);
  let timer = setTimeout(() => node.remove(), SECONDS[level] * 1000);
  away.addEventListener("click", () => node.remove());
  node.addEventListener("mouseenter", () => clearTimeout(timer));
  node.addEventListener("mouseleave", () => (timer = setTimeout(() => node.remove(), 3000)));
  return node;
}
