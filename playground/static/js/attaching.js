// Files that are about to be sent: chosen, pasted or dropped, shown as chips, uploaded when the message goes.

import { shareFiles, upload } from "./api.js";
import { el, icon, spoken } from "./dom.js";
import { sizeWords } from "./files.js";

const LARGEST = 16 * 1024 * 1024;

export class Attaching {
  #files = [];

  /** form: the composer's, where chips stand and things may be dropped. onError(sentence). */
  constructor(form, onError) {
    this.onError = onError;
    this.input = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files to attach" });
    this.button = el("button", { type: "button", class: "icon-button", "aria-label": "Attach a file", title: "Attach a file" }, icon("clip"));
    this.chips = el("ul", { class: "pending", "aria-label": "Attached files" });
    this.button.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => this.#chosen());
    form.addEventListener("paste", (event) => this.#taken(event, event.clipboardData));
    form.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    form.addEventListener("drop", (event) => this.#taken(event, event.dataTransfer));
  }

  get isEmpty() {
    return !this.#files.length;
  }

  /** Takes all files out, to be sent or kept for another conversation. */
  take() {
    return this.#show([], this.#files);
  }

  put(files) {
    this.#show(files);
  }

  #show(files, answer = files) {
    this.#files = files;
    this.chips.replaceChildren(...files.map((file) => this.#chip(file)));
    return answer;
  }

  #chosen() {
    this.#add([...this.input.files]);
    this.input.value = "";
  }

  #taken(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#add(files);
  }

  #add(files) {
    const wrong = files.find((file) => !file.size || file.size > LARGEST);
    if (wrong) this.onError(`${wrong.name} is ${wrong.size ? `larger than ${sizeWords(LARGEST)}` : "empty"}.`);
    this.#show([...this.#files, ...files.filter((file) => file.size && file.size <= LARGEST)]);
  }

  #chip(file) {
    const away = el("button", { type: "button", class: "icon-button" }, icon("close"), spoken(`Remove ${file.name}`));
    away.addEventListener("click", () => {
      this.#show(this.#files.filter((one) => one !== file));
      this.button.focus();
    });
    const words = el("span", { class: "file-words" }, el("strong", {}, file.name), el("span", { class: "quiet" }, sizeWords(file.size)));
    return el("li", { class: "file" }, el("span", { class: "file-sign", "aria-hidden": "true" }, icon("file")), words, away);
  }
}

/** Uploads files one by one and shares them in one message; {ok} or {error}. */
export async function sendFiles(channel, files, text, thread) {
  const uploaded = [];
  for (const file of files) uploaded.push(await upload(file));
  const failed = uploaded.find((one) => one.error);
  return failed ? { ok: false, error: failed.error } : shareFiles(channel, uploaded, text, thread);
}
