// Selects of several things: a button that says what is chosen and opens a list of checkboxes.

import { el, freshId } from "../dom.js";
import { placeBeside } from "../popover.js";
import { plain } from "../text/objects.js";
import { named } from "./naming.js";
import { choiceGroups, fieldOf, initialOf, keyOf } from "./options.js";
import { afterPause, offered } from "./search.js";

export function multiSelect(element, block, surface, naming) {
  const field = fieldOf(element);
  const entered = surface.enter(block, element, { [field]: initialOf(element) ?? currentOnes(element, surface) });
  const chosen = new Map((entered[field] ?? []).map((value) => [keyOf(value), value]));
  const list = el("div", { class: "menu checklist", popover: "auto", id: freshId("list"), role: "group" });
  const opener = el("button", openerAttributes(element, naming, list));
  const part = { element, block, surface, field, chosen, opener, list };
  list.setAttribute("aria-label", plain(element.placeholder) || "Options");
  list.addEventListener("beforetoggle", (event) => fill(event, part));
  list.addEventListener("toggle", (event) => toggled(event, part));
  list.addEventListener("keydown", (event) => moveFocus(event, list));
  sayChosen(part);
  return el("div", { class: "multi" }, opener, list);
}

const currentOnes = (element, surface) => (element.default_to_current_conversation && surface.address.channel ? [surface.address.channel] : []);

function openerAttributes(element, naming, list) {
  const name = named(element, naming, "Choose");
  const value = `${list.id}-value`;
  const named_by = naming.labelledBy ? { "aria-labelledby": `${naming.labelledBy} ${value}` } : {};
  return { ...name, ...named_by, type: "button", class: "select chooser", popovertarget: list.id, "aria-expanded": "false", "aria-required": null };
}

/** The checkboxes are there only while they are seen. */
function fill(event, part) {
  if (event.newState !== "open") return;
  const isExternal = part.element.type === "multi_external_select";
  part.list.replaceChildren(...(isExternal ? search(part) : rows(choiceGroups(part.element), part)));
}

const rows = (groups, part) => groups.flatMap((group) => groupNodes(group, part));

/** A field to search in; below it what is chosen already, or what the bot offers for what was typed. */
function search(part) {
  const field = el("input", { type: "search", class: "text", placeholder: "Type to search", "aria-label": "Search", autocomplete: "off" });
  const found = el("div", {});
  const ask = async () => {
    const { groups, words } = await offered(part.element, part.block, part.surface, field.value.trim());
    found.replaceChildren(...(words ? [el("p", { class: "checklist-title", role: "status" }, words), ...(field.value ? [] : rows([chosenGroup(part)], part))] : rows(groups, part)));
    placeBeside(part.list, part.opener);
  };
  field.addEventListener("input", afterPause(ask));
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  ask();
  return [field, found];
}

const chosenGroup = ({ chosen }) => ({ label: "", choices: [...chosen].map(([key, value]) => ({ key, value, label: plain(value.text) })) });

function groupNodes(group, part) {
  const title = group.label && el("p", { class: "checklist-title" }, group.label);
  return [title, ...group.choices.map((choice) => row(choice, part))].filter(Boolean);
}

function row(choice, part) {
  const box = el("input", { type: "checkbox", checked: part.chosen.has(choice.key) });
  box.addEventListener("change", () => tick(box, choice, part));
  return el("label", { class: "check" }, box, el("span", {}, choice.label));
}

function tick(box, choice, part) {
  const most = part.element.max_selected_items ?? Infinity;
  if (box.checked && part.chosen.size >= most) {
    box.checked = false;
    return;
  }
  if (box.checked) part.chosen.set(choice.key, choice.value);
  else part.chosen.delete(choice.key);
  part.surface.note(part.block, part.element, { [part.field]: [...part.chosen.values()] });
  part.dirty = true;
  sayChosen(part);
}

function sayChosen({ element, chosen, opener, list }) {
  const labels = new Map(choiceGroups(element).flatMap((group) => group.choices.map((one) => [one.key, one.label])));
  const words = [...chosen].map(([key, value]) => labels.get(key) ?? plain(value.text) ?? key).join(", ");
  opener.replaceChildren(el("span", { id: `${list.id}-value` }, words || plain(element.placeholder) || "Choose"));
  opener.classList.toggle("unset", !words);
}

/** The bot hears of a changed choice when the list closes, as in Slack. */
function toggled(event, part) {
  const isOpen = event.newState === "open";
  part.opener.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) {
    placeBeside(part.list, part.opener);
    part.list.querySelector("input")?.focus();
    return;
  }
  part.list.replaceChildren();
  if (part.dirty) {
    part.dirty = false;
    part.surface.changed(part.block, part.element, { [part.field]: [...part.chosen.values()] }, part.opener);
  }
}

function moveFocus(event, list) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const boxes = [...list.querySelectorAll("input")];
  const at = boxes.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  boxes.at(at % boxes.length)?.focus();
}
