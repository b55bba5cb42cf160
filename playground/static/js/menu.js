// A button with a menu, for mouse and keyboard.

import { el, freshId } from "./dom.js";
import { placeBeside } from "./popover.js";

/**
 * {opener, menu}: both must be put into the page. label: the name of both. face: what the button shows.
 * items: function, asked at each opening, that answers [{label, description, isDanger, pick}] with a {heading} now and then.
 */
export function menuOpener({ label, face, items, attributes = {} }) {
  const menu = el("div", { role: "menu", id: freshId("menu"), class: "menu", popover: "auto", "aria-label": label });
  const opener = el("button", { ...openerAttributes(menu, label), ...attributes }, face);
  menu.addEventListener("beforetoggle", (event) => event.newState === "open" && menu.replaceChildren(...items().map((item) => node(item, menu, opener))));
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  menu.addEventListener("toggle", (event) => toggled(event, opener, menu));
  opener.addEventListener("keydown", (event) => openByKey(event, menu, opener));
  return { opener, menu };
}

const openerAttributes = (menu, label) => ({
  type: "button",
  "aria-label": label,
  "aria-haspopup": "menu",
  "aria-expanded": "false",
  popovertarget: menu.id,
});

const choices = (menu) => [...menu.querySelectorAll("[role=menuitem]")];

function node(item, menu, opener) {
  if (item.heading) return el("p", { class: "menu-heading", role: "presentation" }, item.heading);
  const details = item.description && el("span", { class: "menu-description" }, item.description);
  const naming = { class: item.isDanger ? "menu-danger" : null, "aria-label": item.label, "aria-description": item.description || null };
  const button = el("button", { type: "button", role: "menuitem", tabindex: "-1", ...naming }, item.label, details);
  button.addEventListener("click", () => {
    menu.hidePopover();
    opener.focus();
    item.pick();
  });
  return button;
}

function toggled(event, opener, menu) {
  const isOpen = event.newState === "open";
  opener.setAttribute("aria-expanded", String(isOpen));
  if (isOpen && !menu.contains(document.activeElement)) enter(menu, opener);
}

function enter(menu, opener) {
  placeBeside(menu, opener);
  choices(menu)[0]?.focus();
}

/** At once, not when the toggle event comes: the next key is meant for the menu already. */
function openByKey(event, menu, opener) {
  if (!["Enter", " ", "ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  if (!menu.matches(":popover-open")) menu.showPopover();
  enter(menu, opener);
}

function moveFocus(event, menu) {
  event.stopPropagation(); // around the menu, in a toolbar, the same keys do something else
  const items = choices(menu);
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key === "Tab") menu.hidePopover();
  else if (event.key in steps) {
    event.preventDefault();
    items.at(steps[event.key] % items.length).focus();
  } else if (event.key.length === 1) byLetter(items, at, event.key);
}

function byLetter(items, at, letter) {
  const ordered = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  ordered.find((one) => one.textContent.toLowerCase().startsWith(letter.toLowerCase()))?.focus();
}
