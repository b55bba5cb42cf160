// Images, with their description in their place when they cannot be shown.

import { el } from "../dom.js";
import { plain } from "../text/objects.js";
import { workspace } from "../workspace.js";

const isPicture = (url) => /^https?:\/\//i.test(url ?? "");

/** An image block, or an image element of a section or context. */
export function imageNode(image) {
  const isBlock = image.block_id !== undefined || image.title !== undefined;
  const picture = pictureNode(sourceOf(image), image.alt_text);
  if (!isBlock) return picture;
  return el("figure", { class: "block-image" }, image.title && el("figcaption", {}, plain(image.title)), picture);
}

/** A picture from an address of the web or of this workspace's files. */
export function pictureNode(src, alt) {
  if (!src) return described(alt);
  const node = el("img", { src, alt, loading: "lazy", referrerpolicy: "no-referrer", class: "picture" });
  node.addEventListener("error", () => node.replaceWith(described(alt)), { once: true });
  return node;
}

/** Where a picture is: its own address, or that of an uploaded file, which people read by name. */
function sourceOf({ image_url, slack_file }) {
  if (!slack_file) return isPicture(image_url) ? image_url : null;
  const url = slack_file.url ?? `${location.origin}/files-pri/${workspace.team.id}-${slack_file.id}/image`;
  return url.startsWith(`${location.origin}/`) ? `${url}?${new URLSearchParams({ as: workspace.me })}` : url;
}

export const webPicture = (url, alt) => pictureNode(isPicture(url) ? url : null, alt);

const described = (alt) => el("span", { class: "picture-words", role: "img", "aria-label": alt }, alt);
