// Fields that take files: each is uploaded when it is chosen, and only its file object goes to the bot.

import { uploadFile } from "../api.js";
import { el, icon } from "../dom.js";
import { toast } from "../toasts.js";
import { named } from "./naming.js";

const MOST = 10;

export function fileInput(element, block, surface, naming) {
  const entered = surface.enter(block, element, { files: [] });
  const most = element.max_files ?? MOST;
  const accept = element.filetypes?.map((type) => `.${type}`).join(",");
  const input = el("input", { type: "file", class: "file-field", multiple: most > 1, accept, ...named(element, naming, "Files") });
  const list = el("ul", { class: "file-list", "aria-label": "Chosen files" });
  const part = { input, list, files: [...(entered.files ?? [])], tell: (files) => surface.changed(block, element, { files }, input) };
  input.addEventListener("change", () => take([...input.files], part, element, most));
  draw(part);
  return el("div", { class: "files" }, input, list);
}

async function take(chosen, part, element, most) {
  part.input.value = "";
  const fitting = chosen.filter((file) => fits(file, element));
  if (fitting.length < chosen.length) toast("error", `Only ${element.filetypes.join(", ")} files can be chosen here.`);
  const room = most - part.files.length;
  if (fitting.length > room) toast("error", `At most ${most} files can be chosen here.`);
  part.input.setAttribute("aria-busy", "true");
  for (const file of fitting.slice(0, room)) await upload(file, part);
  part.input.removeAttribute("aria-busy");
}

const fits = (file, { filetypes }) => !filetypes?.length || filetypes.some((type) => file.name.toLowerCase().endsWith(`.${type.toLowerCase()}`));

async function upload(file, part) {
  const { ok, error, files } = await uploadFile(file);
  if (!ok) return toast("error", `${file.name} could not be uploaded (${error ?? "no answer"}).`);
  await change([...part.files, ...files], part);
}

async function change(files, part) {
  part.files = files;
  draw(part);
  await part.tell(files);
}

function draw(part) {
  part.list.replaceChildren(...part.files.map((file) => row(file, part)));
}

function row(file, part) {
  const away = el("button", { type: "button", class: "icon-button", "aria-label": `Remove ${file.name}` }, icon("close"));
  away.addEventListener("click", () => {
    change(part.files.filter((one) => one !== file), part);
    part.input.focus();
  });
  return el("li", {}, el("span", { "aria-hidden": "true" }, "📄"), el("span", {}, file.name), el("span", { class: "quiet" }, size(file.size)), away);
}

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);
