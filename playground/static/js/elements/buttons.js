// Buttons: plain, primary and danger; those with a URL open it and are still reported.

import { el } from "../dom.js";
import { emoji } from "../text/emoji.js";
import { isSafeLink } from "../text/mentions.js";
import { plain } from "../text/objects.js";

const ICONS = { trash: "🗑️", copy: "📋", edit: "✏️" };

export function button(element, block, surface) {
  const style = ["primary", "danger"].includes(element.style) ? element.style : "";
  const attributes = { type: "button", class: `button ${style}`.trim(), "aria-label": element.accessibility_label };
  const node = el("button", attributes, el("span", { class: "button-label" }, plain(element.text)));
  node.addEventListener("click", () => press(element, block, surface, node));
  return node;
}

async function press(element, block, surface, node) {
  if (node.classList.contains("busy")) return;
  if (isSafeLink(element.url ?? "")) window.open(element.url, "_blank", "noopener,noreferrer");
  await surface.act(block, element, { value: element.value, text: element.text }, node);
}

export function iconButton(element, block, surface) {
  const name = element.accessibility_label ?? plain(element.text);
  const sign = ICONS[element.icon] ?? emoji(element.icon) ?? plain(element.text);
  const node = el("button", { type: "button", class: "button quiet", "aria-label": name }, sign);
  node.addEventListener("click", () => press(element, block, surface, node));
  return node;
}

export function feedback(element, block, surface) {
  const half = (part, sign) => {
    const name = part.accessibility_label ?? plain(part.text);
    const node = el("button", { type: "button", class: "button quiet", "aria-label": name }, sign);
    node.addEventListener("click", () => surface.act(block, element, { value: part.value }, node));
    return node;
  };
  return el("span", { class: "feedback" }, half(element.positive_button, "👍"), half(element.negative_button, "👎"));
}
