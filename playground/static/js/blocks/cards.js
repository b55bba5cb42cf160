// Blocks that frame others: card, carousel, container.

import { el, freshId } from "../dom.js";
import { plain, textNode } from "../text/objects.js";
import { richText } from "../text/rich.js";
import { actionRow } from "./actions.js";
import { imageNode } from "./image.js";

export function card(block, surface) {
  const words = [block.title && el("strong", {}, textNode(block.title, "span")), block.subtitle && el("div", { class: "quiet" }, textNode(block.subtitle, "span"))];
  return el(
    "div",
    { class: "block-card", role: "group", "aria-label": block.title?.text },
    block.hero_image && el("div", { class: "card-hero" }, imageNode(block.hero_image)),
    framed(block.icon, words),
    textNode(block.body),
    block.actions?.length && actionRow(block, block.actions, surface),
  );
}

/** An icon, and the lines beside it. */
function framed(icon, words) {
  if (!icon && !words.some(Boolean)) return null;
  return el("div", { class: "frame-head" }, icon && el("span", { class: "frame-icon" }, imageNode(icon)), el("div", {}, words));
}

/** A row that is scrolled sideways, by its buttons too. */
export function carousel(block, surface) {
  const cards = block.elements.map((one) => Object.assign(card(one, surface), { tabIndex: -1 }));
  cards.forEach((node, at) => (node.dataset.block = block.elements[at].block_id));
  const row = el("div", { class: "carousel-row", tabindex: "0", role: "group", "aria-label": `${cards.length} cards` }, cards);
  const turners = [turner(row, -1, "Previous"), turner(row, 1, "Next")];
  const look = () => sayWhatIsLeft(row, turners);
  row.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(row);
  return el("div", { class: "block-carousel", role: "region", "aria-label": "Carousel" }, row, turners);
}

/** A button that would lead nowhere is not there. */
function sayWhatIsLeft(row, [back, on]) {
  back.hidden = row.scrollLeft <= 2;
  on.hidden = row.scrollLeft + row.clientWidth >= row.scrollWidth - 2;
}

function turner(row, direction, name) {
  const node = el("button", { type: "button", class: "carousel-turn", "aria-label": `${name} cards` }, direction < 0 ? "‹" : "›");
  node.addEventListener("click", () => row.scrollBy({ left: direction * row.clientWidth * 0.8, behavior: "smooth" }));
  return node;
}

/** drawn: the nodes of the blocks inside. */
export function container(block, drawn) {
  const width = `container-${block.width ?? "standard"}`;
  const title = block.rich_text_title ? el("div", { class: "formatted" }, richText(block.rich_text_title.elements)) : el("strong", {}, plain(block.title));
  const head = framed(block.icon, [title, block.subtitle && el("div", { class: "quiet" }, textNode(block.subtitle, "span"))]);
  const inner = el("div", { class: "container-body" }, drawn);
  if (block.is_collapsible) {
    return el("details", { class: `block-container ${width}`, open: !block.default_collapsed }, el("summary", {}, head), inner);
  }
  head.id = freshId("container");
  head.classList.toggle("with-divider", Boolean(block.has_header_divider));
  return el("div", { class: `block-container ${width}`, role: "group", "aria-labelledby": head.id }, head, inner);
}
