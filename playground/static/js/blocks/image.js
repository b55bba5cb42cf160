// Images, with their description in their place when they cannot be shown.

import { el } from "../dom.js";
import { plain } from "../text/objects.js";

const isPicture = (url) => /^https?:\/\//i.test(url ?? "");

/** An image block, or an image element of a section or context. */
export function imageNode(image) {
  const isBlock = image.block_id !== undefined || image.title !== undefined;
  const picture = isPicture(image.image_url) ? loading(image) : described(image);
  if (!isBlock) return picture;
  return el("figure", { class: "block-image" }, image.title && el("figcaption", {}, plain(image.title)), picture);
}

function loading(image) {
  const attributes = { src: image.image_url, alt: image.alt_text, loading: "lazy", referrerpolicy: "no-referrer" };
  const node = el("img", { ...attributes, class: "picture" });
  node.addEventListener("error", () => node.replaceWith(described(image)), { once: true });
  return node;
}

const described = (image) => el("span", { class: "picture-words", role: "img", "aria-label": image.alt_text }, image.alt_text);
