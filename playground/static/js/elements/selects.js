// Selects of one thing, as native <select>: they work with every keyboard, screen reader and phone.

import { el } from "../dom.js";
import { plain } from "../text/objects.js";
import { named } from "./naming.js";
import { choiceGroups, fieldOf, initialOf, keyOf } from "./options.js";

export function select(element, block, surface, naming) {
  const field = fieldOf(element);
  const entered = surface.enter(block, element, { [field]: initialOf(element) ?? currentOne(element, surface) ?? null });
  const node = el("select", { class: "select", ...named(element, naming, "Choose") });
  const choices = new Map();
  fill(node, choices, element, entered[field]);
  node.addEventListener("change", () => change(node, choices, { element, block, surface, field }));
  if (block.type !== "input") node.addEventListener("keydown", openRatherThanChange);
  return node;
}

const currentOne = (element, surface) => (element.default_to_current_conversation ? surface.address.channel : undefined);

function fill(node, choices, element, chosen) {
  const groups = withChosen(choiceGroups(element), chosen);
  const empty = el("option", { value: "" }, plain(element.placeholder) || "Choose an option");
  node.replaceChildren(empty, ...groups.map((group) => groupNode(group, choices)));
  node.value = keyOf(chosen) ?? "";
  node.dataset.before = node.value;
  node.classList.toggle("unset", node.value === "");
}

/** A chosen option that is no longer offered must still be seen. */
function withChosen(groups, chosen) {
  const offered = groups.some((group) => group.choices.some((choice) => choice.key === keyOf(chosen)));
  if (!chosen || offered || typeof chosen !== "object") return groups;
  return [{ label: "", choices: [{ key: chosen.value, label: plain(chosen.text), value: chosen }] }, ...groups];
}

function groupNode(group, choices) {
  const options = group.choices.map((choice) => {
    choices.set(choice.key, choice.value);
    return el("option", { value: choice.key }, choice.label);
  });
  if (group.label) return el("optgroup", { label: group.label }, options);
  const loose = document.createDocumentFragment();
  loose.append(...options);
  return loose;
}

async function change(node, choices, { element, block, surface, field }) {
  const sent = await surface.changed(block, element, { [field]: choices.get(node.value) ?? null }, node);
  if (!sent) node.value = node.dataset.before;
  node.dataset.before = node.value;
  node.classList.toggle("unset", node.value === "");
}

/** An arrow key on a closed select would send each option it passes: open the list instead. */
function openRatherThanChange(event) {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !event.currentTarget.showPicker) return;
  event.preventDefault();
  event.currentTarget.showPicker();
}
