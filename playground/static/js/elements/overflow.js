// The overflow menu: a button "More actions" with a menu, for mouse and keyboard.

import { el, freshId, icon } from "../dom.js";
import { placeBeside } from "../popover.js";
import { isSafeLink } from "../text/mentions.js";
import { plain } from "../text/objects.js";

export function overflow(element, block, surface) {
  const menu = el("div", { role: "menu", id: freshId("menu"), class: "menu", popover: "auto", "aria-label": "More actions" });
  const opener = el("button", openerAttributes(menu), icon("more"));
  menu.append(...element.options.map((option) => item(option, menu, () => choose(option, element, block, surface, opener))));
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  menu.addEventListener("toggle", (event) => toggled(event, opener, menu));
  opener.addEventListener("keydown", (event) => openByKey(event, menu, opener));
  return el("span", { class: "overflow" }, opener, menu);
}

const openerAttributes = (menu) => ({
  type: "button",
  class: "button square",
  "aria-label": "More actions",
  "aria-haspopup": "menu",
  "aria-expanded": "false",
  popovertarget: menu.id,
});

function item(option, menu, pick) {
  const details = option.description && el("span", { class: "menu-description" }, plain(option.description));
  const node = el("button", { type: "button", role: "menuitem", tabindex: "-1" }, plain(option.text), details);
  node.addEventListener("click", () => {
    menu.hidePopover();
    pick();
  });
  return node;
}

function choose(option, element, block, surface, opener) {
  opener.focus();
  if (isSafeLink(option.url ?? "")) window.open(option.url, "_blank", "noopener,noreferrer");
  return surface.act(block, element, { selected_option: option }, opener);
}

function toggled(event, opener, menu) {
  const isOpen = event.newState === "open";
  opener.setAttribute("aria-expanded", String(isOpen));
  if (isOpen && !menu.contains(document.activeElement)) enter(menu, opener);
}

function enter(menu, opener) {
  placeBeside(menu, opener);
  menu.firstElementChild?.focus();
}

/** At once, not when the toggle event comes: the next key is meant for the menu already. */
function openByKey(event, menu, opener) {
  if (!["Enter", " ", "ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  if (!menu.matches(":popover-open")) menu.showPopover();
  enter(menu, opener);
}

function moveFocus(event, menu) {
  const items = [...menu.children];
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
