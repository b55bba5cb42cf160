// Files in a message: a picture, or a card with name, size and a way to have it.

import { el, icon } from "./dom.js";
import { workspace } from "./workspace.js";

const PICTURES = /^image\/(png|jpeg|gif|webp)$/;
const UNITS = ["bytes", "KB", "MB", "GB"];

/** 2048 -> "2 KB" */
export function sizeWords(bytes) {
  const power = bytes > 0 ? Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), UNITS.length - 1) : 0;
  const number = bytes / 1024 ** power;
  return `${number < 10 && power ? number.toFixed(1).replace(/\.0$/, "") : Math.round(number)} ${power === 0 && bytes === 1 ? "byte" : UNITS[power]}`;
}

/** As the one who acts may read it; only addresses of this server. */
function address(url) {
  const { pathname } = new URL(url, location.origin);
  return `${pathname}?as=${encodeURIComponent(workspace.me)}`;
}

export function fileNodes(files) {
  return (files ?? []).length ? el("div", { class: "files" }, files.map(fileNode)) : null;
}

function fileNode(file) {
  if (file.mode === "tombstone") return el("p", { class: "file file-gone" }, "This file was deleted.");
  const words = el("span", { class: "file-words" }, el("strong", {}, file.title || file.name), el("span", { class: "quiet" }, `${file.pretty_type} · ${sizeWords(file.size)}`));
  const save = el("a", { href: address(file.url_private_download), download: file.name, class: "icon-button", "aria-label": `Download ${file.name}`, title: "Download" }, icon("save"));
  const card = el("div", { class: "file" }, el("span", { class: "file-sign", "aria-hidden": "true" }, icon("file")), words, save);
  return PICTURES.test(file.mimetype) ? el("figure", { class: "file-picture" }, picture(file), card) : card;
}

function picture(file) {
  const node = el("img", { src: address(file.url_private), alt: file.alt_txt || file.title || file.name, loading: "lazy", class: "picture" });
  node.addEventListener("error", () => node.remove(), { once: true });
  return node;
}
