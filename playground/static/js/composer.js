// The field to write in, with completion, and a draft for each conversation.

import { sendText } from "./api.js";
import { Completion } from "./completion.js";
import { el, icon } from "./dom.js";
import { shortcutsMenu } from "./shortcuts.js";
import { toast } from "./toasts.js";
import { workspace } from "./workspace.js";

const ROWS = 10;
const HELP = "Enter sends, Shift + Enter begins a new line";

export class Composer {
  #drafts = new Map();
  #key = "";

  /** form: the empty <form> it lives in. withCommands: slash commands work here (not in threads, as in Slack). */
  constructor(form, { withCommands }) {
    this.field = el("textarea", { rows: "1", class: "composer-field", autocomplete: "off", spellcheck: "true" });
    this.help = el("p", { class: "composer-help", "aria-live": "polite" }, HELP);
    const send = el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
    form.append(el("div", { class: "composer-box" }, withCommands && this.#shortcuts(), this.field, send), this.help);
    this.withCommands = withCommands;
    this.completion = new Completion(this.field, form, { withCommands });
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  /** Points it at a conversation; keeps what was begun in the other one. */
  address(channel, thread, label) {
    this.#drafts.set(this.#key, this.field.value);
    this.#key = `${workspace.me}/${channel}/${thread ?? ""}`;
    this.channel = channel;
    this.thread = thread;
    this.field.setAttribute("aria-label", label);
    this.field.placeholder = label;
    this.fill(this.#drafts.get(this.#key) ?? "");
  }

  fill(text) {
    this.field.value = text;
    this.completion.close();
    this.#typed();
  }

  focus() {
    this.field.focus();
  }

  #shortcuts() {
    return shortcutsMenu((text) => {
      this.fill(text);
      this.focus();
    });
  }

  #pressed(event) {
    if (event.isComposing || this.completion.takesKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.#send();
  }

  #typed() {
    const lines = this.field.value.split("\n").length;
    this.field.style.height = "auto";
    if (this.field.value) this.field.style.height = `${Math.min(this.field.scrollHeight, ROWS * 22 + 20)}px`;
    this.field.classList.toggle("many", lines > ROWS);
    this.#sayUsage();
  }

  /** Behind a complete command word stands how it goes on. */
  #sayUsage() {
    const word = this.withCommands && /^(\/\S+)\s/.exec(this.field.value)?.[1];
    const command = word && workspace.commands.find((one) => one.command === word);
    const words = command ? `${command.command} ${command.usage_hint ?? ""}` : HELP;
    this.help.classList.toggle("usage", Boolean(command));
    if (this.help.textContent !== words) this.help.textContent = words;
  }

  async #send() {
    const text = this.field.value.trim();
    if (!text) return;
    const { channel, thread } = this;
    const key = this.#key;
    this.fill("");
    const answer = await sendText(channel, text, thread);
    if (answer.ok) return;
    toast("error", answer.error ?? "The message could not be sent.");
    if (this.#key === key && !this.field.value) this.fill(text);
    else this.#drafts.set(key, text);
  }
}
