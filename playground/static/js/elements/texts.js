// Fields to type in: text of one or several lines, e-mail, address, number.

import { el } from "../dom.js";
import { plain } from "../text/objects.js";
import { named } from "./naming.js";

const KINDS = { plain_text_input: "text", email_text_input: "email", url_text_input: "url" };
const PAUSE = 300;

export function textInput(element, block, surface, naming) {
  const entered = surface.enter(block, element, { value: element.initial_value ?? null });
  const attributes = { class: "text", placeholder: plain(element.placeholder), ...named(element, naming, "Text") };
  const limits = { maxlength: element.max_length, minlength: element.min_length };
  const node = element.multiline
    ? el("textarea", { ...attributes, ...limits, rows: "4" })
    : el("input", { ...attributes, ...limits, type: KINDS[element.type], autocomplete: "off" });
  node.value = entered.value ?? "";
  listen(node, element, block, surface, (text) => ({ value: text || null }));
  return element.max_length ? counted(node, element.max_length) : node;
}

export function numberInput(element, block, surface, naming) {
  const entered = surface.enter(block, element, { value: element.initial_value ?? null });
  const step = element.is_decimal_allowed ? "any" : "1";
  const attributes = { type: "number", class: "text", step, min: element.min_value, max: element.max_value };
  const node = el("input", { ...attributes, placeholder: plain(element.placeholder), ...named(element, naming, "Number") });
  node.value = entered.value ?? "";
  listen(node, element, block, surface, (text) => ({ value: text || null }));
  return node;
}

/** Tells the surface what is typed, and the bot when the element says so. */
export function listen(node, element, block, surface, valueOf, read = () => node.value) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const isLive = block.type !== "input" || block.dispatch_action;
  let timer;
  node.addEventListener("input", () => {
    surface.note(block, element, valueOf(read()));
    if (!isLive || !triggers.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(() => surface.changed(block, element, valueOf(read())), PAUSE);
  });
  node.addEventListener("keydown", (event) => {
    const isMeant = event.key === "Enter" && !event.shiftKey && !event.defaultPrevented;
    if (!isMeant || !isLive || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    surface.changed(block, element, valueOf(read()));
  });
}

/** Says how many characters are left when few are. */
function counted(node, most) {
  const left = el("span", { class: "input-left", "aria-hidden": "true" });
  const count = () => {
    const rest = most - node.value.length;
    left.textContent = rest <= Math.min(50, most / 4) ? String(rest) : "";
  };
  node.addEventListener("input", count);
  count();
  return el("div", { class: "counted" }, node, left);
}
