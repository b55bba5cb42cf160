// The overflow menu: a button "More actions" with a menu.

import { el, icon } from "../dom.js";
import { menuOpener } from "../menu.js";
import { isSafeLink } from "../text/mentions.js";
import { plain } from "../text/objects.js";

export function overflow(element, block, surface) {
  const items = () => element.options.map((option) => item(option, () => choose(option, element, block, surface, opener)));
  const { opener, menu } = menuOpener({ label: "More actions", face: icon("more"), items, attributes: { class: "button square" } });
  return el("span", { class: "overflow" }, opener, menu);
}

const item = (option, pick) => ({ label: plain(option.text), description: plain(option.description), pick });

function choose(option, element, block, surface, opener) {
  if (isSafeLink(option.url ?? "")) window.open(option.url, "_blank", "noopener,noreferrer");
  return surface.act(block, element, { selected_option: option }, opener);
}
