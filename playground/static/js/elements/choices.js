// Checkboxes and radio buttons.

import { el, freshId } from "../dom.js";
import { textNode } from "../text/objects.js";

function option(kind, choice, checked, name, onChange) {
  const details = choice.description && textNode(choice.description, "span");
  details?.classList.add("check-description");
  const box = el("input", { type: kind, name, checked, onchange: onChange });
  return el("label", { class: "check" }, box, el("span", {}, textNode(choice.text, "span"), details));
}

const groupAttributes = (naming, role) =>
  naming.labelledBy ? { role, "aria-labelledby": naming.labelledBy } : { role, "aria-label": naming.label || "Options" };

export function checkboxes(element, block, surface, naming) {
  const entered = surface.enter(block, element, { selected_options: element.initial_options ?? [] });
  const chosen = new Set((entered.selected_options ?? []).map((one) => one.value));
  const group = el("div", { class: "checks", ...groupAttributes(naming, "group") });
  const rows = element.options.map((choice) =>
    option("checkbox", choice, chosen.has(choice.value), freshId("box"), async (event) => {
      const box = event.currentTarget;
      flip(chosen, choice.value, box.checked);
      const selected_options = element.options.filter((one) => chosen.has(one.value));
      if (await surface.changed(block, element, { selected_options }, group)) return;
      box.checked = !box.checked;
      flip(chosen, choice.value, box.checked);
    }),
  );
  group.append(...rows);
  return group;
}

function flip(chosen, value, on) {
  if (on) chosen.add(value);
  else chosen.delete(value);
}

export function radioButtons(element, block, surface, naming) {
  const entered = surface.enter(block, element, { selected_option: element.initial_option ?? null });
  const name = freshId("radio");
  const group = el("div", { class: "checks", ...groupAttributes(naming, "radiogroup") });
  let chosen = entered.selected_option?.value;
  const rows = element.options.map((choice) =>
    option("radio", choice, choice.value === chosen, name, async () => {
      if (await surface.changed(block, element, { selected_option: choice }, group)) chosen = choice.value;
      else group.querySelectorAll("input").forEach((box, at) => (box.checked = element.options[at].value === chosen));
    }),
  );
  group.append(...rows);
  return group;
}
