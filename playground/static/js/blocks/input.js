// Input blocks: a label, the field, a hint, and the place of its error.

import { el, freshId } from "../dom.js";
import { elementNode } from "../elements/elements.js";
import { plain } from "../text/objects.js";

/** Elements of several controls are named by a legend, single controls by a label. */
const GROUPS = new Set(["checkboxes", "radio_buttons"]);

export function inputBlock(block, surface) {
  const ids = { field: freshId("field"), hint: freshId("hint"), error: freshId("error"), label: freshId("label") };
  const described = [block.hint && ids.hint, ids.error].filter(Boolean).join(" ");
  const naming = { id: ids.field, labelledBy: ids.label, describedBy: described, required: !block.optional };
  const field = elementNode(block.element, block, surface, naming);
  const isGroup = GROUPS.has(block.element.type);
  return el(
    isGroup ? "fieldset" : "div",
    { class: "block-input", "aria-describedby": isGroup ? described : null },
    label(block, ids, isGroup),
    field,
    block.hint && el("p", { class: "input-hint", id: ids.hint }, plain(block.hint)),
    el("p", { class: "input-error", id: ids.error, hidden: true }),
  );
}

function label(block, ids, isGroup) {
  const text = el("span", { id: ids.label }, plain(block.label));
  const optional = block.optional && el("span", { class: "input-optional" }, " (optional)");
  return isGroup ? el("legend", {}, text, optional) : el("label", { htmlFor: ids.field }, text, optional);
}

/** Shows a sentence at the field of a block, or takes it away. */
export function showError(form, blockId, sentence) {
  const block = [...form.querySelectorAll(".block-input")].find((one) => one.dataset.block === blockId);
  if (!block) return null;
  const place = block.querySelector(".input-error");
  place.textContent = sentence ?? "";
  place.hidden = !sentence;
  const controls = block.querySelectorAll("input, select, textarea, button.chooser, [contenteditable=true]");
  for (const control of controls) mark(control, sentence);
  return controls[0] ?? block;
}

function mark(control, sentence) {
  if (sentence) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}
