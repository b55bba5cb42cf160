// What is offered while somebody types: commands after a slash, people and groups after an @.

import { el, freshId } from "./dom.js";
import { people, workspace } from "./workspace.js";

const MOST = 8;

/** [{insert, label, hint, description}] for the commands that begin with what was typed. */
function commandsFor(typed) {
  return workspace.commands
    .filter(({ command }) => command.startsWith(typed))
    .map(({ command, usage_hint, description }) => ({ insert: `${command} `, label: command, hint: usage_hint, description }));
}

function mentionsFor(typed) {
  const users = people().map(({ name, real_name }) => ({ insert: `@${name} `, label: `@${name}`, description: real_name }));
  const groups = [...workspace.usergroups.values()].map(({ handle, name }) => ({ insert: `@${handle} `, label: `@${handle}`, description: name }));
  const wanted = typed.toLowerCase();
  const all = [...users, ...groups];
  if (all.some((one) => one.label.toLowerCase() === `@${wanted}`)) return [];
  return all.filter((one) => one.label.slice(1).toLowerCase().startsWith(wanted) || one.description?.toLowerCase().startsWith(wanted));
}

/** What the text before the caret asks for: {name, start, offers} or null. */
function asked(text, { withCommands }) {
  const command = withCommands && /^\/\S*$/.exec(text);
  if (command) return { name: "Commands", start: 0, offers: commandsFor(command[0]) };
  const mention = /(?:^|\s)@([\w.-]*)$/.exec(text);
  if (mention) return { name: "People", start: text.length - mention[1].length - 1, offers: mentionsFor(mention[1]) };
  return null;
}

export class Completion {
  #offers = [];
  #start = 0;
  #at = 0;

  /** field: the textarea. The list is placed into `place`. */
  constructor(field, place, { withCommands }) {
    this.field = field;
    this.withCommands = withCommands;
    this.list = el("div", { role: "listbox", id: freshId("offers"), class: "offers", hidden: true });
    place.append(this.list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.update());
    field.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  update() {
    const { selectionStart, value } = this.field;
    const found = asked(value.slice(0, selectionStart), this);
    if (!found?.offers.length) return this.close();
    this.#offers = found.offers.slice(0, MOST);
    this.#start = found.start;
    this.list.setAttribute("aria-label", found.name);
    this.list.replaceChildren(...this.#offers.map((offer, at) => this.#option(offer, at)));
    this.list.hidden = false;
    this.#select(0);
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  /** True when the key was for the list. */
  takesKey(event) {
    if (!this.isOpen) return false;
    if (event.key === "Enter" && this.#isWhole) {
      this.close();
      return false;
    }
    const keys = {
      ArrowDown: () => this.#select(this.#at + 1),
      ArrowUp: () => this.#select(this.#at - 1),
      Escape: () => this.close(),
      Tab: () => this.#accept(this.#offers[this.#at]),
      Enter: () => this.#accept(this.#offers[this.#at]),
    };
    if (!Object.hasOwn(keys, event.key) || event.shiftKey) return false;
    event.preventDefault();
    keys[event.key]();
    return true;
  }

  /** Whether nothing is left to complete: the field holds the one word that is offered. */
  get #isWhole() {
    return this.#offers.length === 1 && this.#offers[0].label === this.field.value;
  }

  #option(offer, at) {
    const words = el("span", { class: "offer-word" }, offer.label);
    const hint = offer.hint && el("span", { class: "offer-hint" }, offer.hint);
    const description = offer.description && el("span", { class: "offer-description" }, offer.description);
    const node = el("div", { role: "option", id: `${this.list.id}-${at}`, class: "offer" }, el("div", {}, words, hint), description);
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.#accept(offer);
    });
    return node;
  }

  #select(at) {
    this.#at = (at + this.#offers.length) % this.#offers.length;
    for (const [index, node] of [...this.list.children].entries()) node.setAttribute("aria-selected", String(index === this.#at));
    this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.#at}`);
  }

  #accept(offer) {
    this.field.setSelectionRange(this.#start, this.field.selectionStart);
    this.field.setRangeText(offer.insert, this.#start, this.field.selectionEnd, "end");
    this.close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
