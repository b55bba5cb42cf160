// The emoji picker: a search field over a list of emoji, beside what opened it.

import { el, freshId } from "./dom.js";
import { placeBeside } from "./popover.js";
import { emoji, emojiGroups, emojiLike } from "./text/emoji.js";

const OFTEN = ["eyes", "white_check_mark", "+1", "raised_hands", "fire", "rotating_light", "hourglass", "tada", "pray", "x"];
const MOST = 96;
const COLUMNS = 8;

/** onPick(name) when one was chosen. Escape or a click elsewhere closes; the focus returns to the opener. */
export function pickEmoji(opener, onPick) {
  new Picker(opener, onPick).open();
}

class Picker {
  #options = [];
  #at = 0;

  constructor(opener, onPick) {
    this.opener = opener;
    this.onPick = onPick;
    this.list = el("div", { role: "listbox", id: freshId("emoji"), class: "picker-list", "aria-label": "Emoji", tabindex: "-1" });
    this.field = el("input", { type: "search", class: "text", role: "combobox", autocomplete: "off", placeholder: "Search emoji" });
    for (const [name, value] of [["aria-label", "Search emoji"], ["aria-controls", this.list.id], ["aria-expanded", "true"]]) this.field.setAttribute(name, value);
    this.hint = el("p", { class: "picker-name", "aria-hidden": "true" });
    this.node = el("div", { role: "dialog", class: "picker", popover: "auto", "aria-label": "Pick an emoji" }, this.field, this.list, this.hint);
    this.field.addEventListener("input", () => this.#draw());
    this.node.addEventListener("keydown", (event) => this.#pressed(event));
    this.list.addEventListener("mousemove", (event) => this.#pointed(event));
    this.list.addEventListener("click", (event) => this.#clicked(event));
    this.node.addEventListener("toggle", (event) => event.newState === "closed" && this.#closed());
  }

  open() {
    this.opener.after(this.node);
    this.opener.setAttribute("aria-expanded", "true");
    this.#draw();
    this.node.showPopover();
    placeBeside(this.node, this.opener);
    (matchMedia("(hover: hover)").matches ? this.field : this.list).focus(); // a phone would open its keyboard
  }

  #closed() {
    const hadFocus = this.node.contains(document.activeElement) || document.activeElement === document.body;
    this.node.remove();
    this.opener.removeAttribute("aria-expanded");
    if (hadFocus && this.opener.isConnected) this.opener.focus();
  }

  #draw() {
    const words = this.field.value.trim();
    const groups = words ? [["Found", emojiLike(words, MOST)]] : [["Often used", OFTEN.map((name) => [name, emoji(name)])], ...emojiGroups];
    this.list.replaceChildren(...groups.filter(([, found]) => found.length).map((group) => this.#group(...group)));
    this.#options = [...this.list.querySelectorAll("[role=option]")];
    if (!this.#options.length) this.list.replaceChildren(el("p", { class: "picker-none" }, "No emoji of this name"));
    this.#select(0);
  }

  #group(title, found) {
    const options = found.map(([name, character]) => el("div", { role: "option", id: freshId("emoji"), class: "picker-emoji", "aria-label": name, "data-name": name }, character));
    return el("div", { role: "group", class: "picker-group", "aria-label": title }, el("p", { class: "picker-title", "aria-hidden": "true" }, title), el("div", { class: "picker-grid", role: "presentation" }, options));
  }

  #select(at) {
    this.#options[this.#at]?.removeAttribute("aria-selected");
    this.#at = Math.max(0, Math.min(at, this.#options.length - 1));
    const chosen = this.#options[this.#at];
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.field.setAttribute("aria-activedescendant", chosen.id);
    else this.field.removeAttribute("aria-activedescendant");
    this.hint.textContent = chosen ? `${chosen.textContent}  :${chosen.dataset.name}:` : "";
  }

  #pressed(event) {
    event.stopPropagation();
    const steps = { ArrowDown: COLUMNS, ArrowUp: -COLUMNS, ArrowRight: 1, ArrowLeft: -1 };
    if (event.key === "Enter" && this.#options.length) {
      event.preventDefault();
      this.#pick(this.#options[this.#at]);
    } else if (event.key === "Tab") this.node.hidePopover();
    else if (event.key in steps) {
      event.preventDefault();
      this.#select(this.#at + steps[event.key]);
    }
  }

  #pointed(event) {
    const at = this.#options.indexOf(event.target.closest("[role=option]"));
    if (at >= 0 && at !== this.#at) this.#select(at);
  }

  #clicked(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.#pick(option);
  }

  #pick(option) {
    this.opener.focus();
    this.node.hidePopover();
    this.onPick(option.dataset.name);
  }
}
