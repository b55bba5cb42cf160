// Videos and remote files: what there is to say of them, and where they are. Nothing is embedded.

import { el } from "../dom.js";
import { link } from "../text/mentions.js";
import { plain } from "../text/objects.js";
import { webPicture } from "./image.js";

export function video(block) {
  const by = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  const icon = block.provider_icon_url && el("span", { class: "provider-icon" }, webPicture(block.provider_icon_url, ""));
  const still = el("span", { class: "video-still" }, webPicture(block.thumbnail_url, block.alt_text), el("span", { class: "video-play", "aria-hidden": "true" }, "▶"));
  const play = link(block.video_url, still);
  play.setAttribute("aria-label", `Play ${plain(block.title)}`);
  return el(
    "figure",
    { class: "block-video" },
    by && el("div", { class: "quiet video-by" }, icon, by),
    el("figcaption", {}, link(block.title_url ?? "", plain(block.title))),
    block.description && el("p", {}, plain(block.description)),
    play,
  );
}

export function file(block) {
  const words = el("span", {}, el("strong", {}, block.external_id), el("span", { class: "quiet" }, `A ${block.source} file`));
  return el("div", { class: "block-file", role: "group", "aria-label": `File ${block.external_id}` }, el("span", { "aria-hidden": "true" }, "📄"), words);
}
