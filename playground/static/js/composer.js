// The field to write in, with completion, and a draft for each conversation.

import { sendText } from "./api.js";
import { Attaching, sendFiles } from "./attaching.js";
import { Completion } from "./completion.js";
import { el, icon } from "./dom.js";
import { shortcutsMenu } from "./shortcuts.js";
import { toast } from "./toasts.js";
import { conversationLabel, workspace } from "./workspace.js";

const ROWS = 10;
const HELP = "Enter sends, Shift + Enter begins a new line";

export class Composer {
  #drafts = new Map();
  #files = new Map();
  #key = "";

  /** form: the empty <form> it lives in. withCommands: slash commands work here (not in threads, as in Slack). */
  constructor(form, { withCommands }) {
    this.field = el("textarea", { rows: "1", class: "composer-field", autocomplete: "off", spellcheck: "true" });
    this.help = el("p", { class: "composer-help", "aria-live": "polite" }, HELP);
    const send = el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
    this.attaching = new Attaching(form, (words) => toast("error", words));
    const { button, input, chips } = this.attaching;
    form.append(chips, el("div", { class: "composer-box" }, withCommands && this.#shortcuts(), button, input, this.field, send), this.#also(withCommands), this.help);
    this.withCommands = withCommands;
    this.completion = new Completion(this.field, form, { withCommands });
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  /** In a thread: whether the channel shall read it too. */
  #also(isChannel) {
    this.broadcast = el("input", { type: "checkbox" });
    this.alsoWords = el("span", {});
    return isChannel ? "" : el("label", { class: "check also" }, this.broadcast, this.alsoWords);
  }

  /** Points it at a conversation; keeps what was begun in the other one. */
  address(channel, thread, label) {
    const key = `${workspace.me}/${channel}/${thread ?? ""}`;
    if (key !== this.#key) this.#filesOf(key);
    this.#drafts.set(this.#key, this.field.value);
    this.#key = `${workspace.me}/${channel}/${thread ?? ""}`;
    this.channel = channel;
    this.thread = thread;
    this.alsoWords.textContent = `Also send to ${conversationLabel(channel)}`;
    this.field.setAttribute("aria-label", label);
    this.field.placeholder = label;
    this.fill(this.#drafts.get(this.#key) ?? "");
  }

  #filesOf(key) {
    this.#files.set(this.#key, this.attaching.take());
    this.attaching.put(this.#files.get(key) ?? []);
    this.broadcast.checked = false;
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
    if (!text && this.attaching.isEmpty) return;
    const key = this.#key;
    const files = this.attaching.take();
    this.fill("");
    const answer = await this.#sent(text, files);
    if (answer.ok && !answer.failed) return;
    if (!answer.ok) toast("error", answer.error ?? "The message could not be sent."); // of a failed command the server tells
    if (this.#key === key && !this.field.value) this.#giveBack(text, files);
    else if (!this.#drafts.get(key)) this.#drafts.set(key, text);
  }

  #sent(text, files) {
    const { channel, thread } = this;
    const broadcast = this.broadcast.checked;
    this.broadcast.checked = false;
    return files.length ? sendFiles(channel, files, text, thread) : sendText(channel, text, thread, broadcast);
  }

  #giveBack(text, files) {
    this.fill(text);
    this.attaching.put(files);
  }
}
