// Selects whose options come from the bot: a field to type in, and a list of what it offers for that.

import { fetchOptions } from "../api.js";
import { el, freshId } from "../dom.js";
import { placeBeside } from "../popover.js";
import { plain } from "../text/objects.js";
import { named } from "./naming.js";
import { choiceGroups, fieldOf, initialOf } from "./options.js";

const PAUSE = 250;
const FEWEST = 3;

export const fewest = (element) => element.min_query_length ?? FEWEST;

/** Asks the bot; {groups} as of choiceGroups, or {words} that say why there are none. */
export async function offered(element, block, surface, value) {
  if (value.length < fewest(element)) return { words: `Type at least ${fewest(element)} characters` };
  const query = { ...surface.address, block_id: block.block_id, action_id: element.action_id, value };
  const { ok, options, option_groups } = await fetchOptions(query);
  if (!ok) return { words: "The options could not be loaded" };
  const groups = choiceGroups({ ...element, options, option_groups }).filter((group) => group.choices.length);
  return groups.length ? { groups } : { words: "No results" };
}

/** Calls back when nothing was typed for a moment. */
export function afterPause(call) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), PAUSE);
  };
}

export function searchSelect(element, block, surface, naming) {
  return new SearchSelect(element, block, surface, naming).node;
}

class SearchSelect {
  #choices = [];
  #at = -1;
  #asked = 0;

  constructor(element, block, surface, naming) {
    Object.assign(this, { element, block, surface, field: fieldOf(element) });
    this.chosen = surface.enter(block, element, { [this.field]: initialOf(element) ?? null })[this.field];
    this.list = el("div", { role: "listbox", id: freshId("offered"), "aria-label": "Options", hidden: true });
    this.status = el("p", { class: "menu-heading", role: "status" });
    this.popover = el("div", { class: "menu offered", popover: "manual" }, this.status, this.list);
    const combobox = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", autocomplete: "off" };
    const name = named(element, naming, "Choose");
    this.input = el("input", { type: "text", class: "select", placeholder: plain(element.placeholder) || "Type to search", ...combobox, ...name });
    this.node = el("span", { class: "search-select" }, this.input, this.popover);
    this.#sayChosen();
    this.#listen();
  }

  #listen() {
    const ask = afterPause(() => this.#ask());
    this.input.addEventListener("input", ask);
    this.input.addEventListener("focus", () => this.#ask());
    this.input.addEventListener("click", () => !this.#isOpen && this.#ask());
    this.input.addEventListener("blur", () => this.#leave());
    this.input.addEventListener("keydown", (event) => this.#pressed(event));
    this.popover.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get #isOpen() {
    return this.popover.matches(":popover-open");
  }

  #sayChosen() {
    this.input.value = this.chosen ? plain(this.chosen.text) : "";
  }

  async #ask() {
    const isChosen = this.chosen && this.input.value === plain(this.chosen.text);
    const asked = (this.#asked += 1);
    const found = await offered(this.element, this.block, this.surface, isChosen ? "" : this.input.value.trim());
    if (asked !== this.#asked || document.activeElement !== this.input) return;
    this.#show(found);
  }

  #show({ groups, words }) {
    this.#choices = (groups ?? []).flatMap((group) => group.choices);
    this.#at = -1;
    let at = 0;
    const rows = (groups ?? []).map((group) => groupNode(group, group.choices.map((choice) => this.#option(choice, at++))));
    this.list.replaceChildren(...rows);
    this.list.hidden = Boolean(words);
    this.status.hidden = !words;
    if (!this.#isOpen) this.popover.showPopover();
    this.status.textContent = words ?? "";
    placeBeside(this.popover, this.input);
    this.input.setAttribute("aria-expanded", String(!words));
  }

  #option(choice, at) {
    const node = el("div", { role: "option", id: `${this.list.id}-${at}`, class: "offer", "aria-selected": "false" }, choice.label);
    node.addEventListener("click", () => this.#pick(choice));
    return node;
  }

  #select(at) {
    const nodes = [...this.list.querySelectorAll("[role=option]")];
    if (!nodes.length) return;
    this.#at = (at + nodes.length) % nodes.length;
    nodes.forEach((node, index) => node.setAttribute("aria-selected", String(index === this.#at)));
    nodes[this.#at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", nodes[this.#at].id);
  }

  #pressed(event) {
    const keys = {
      ArrowDown: () => this.#select(this.#at + 1),
      ArrowUp: () => this.#select(this.#at - 1),
      Enter: () => this.#choices[this.#at] && this.#pick(this.#choices[this.#at]),
      Escape: () => this.#leave(),
    };
    if (!this.#isOpen || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }

  async #pick(choice) {
    const before = this.chosen;
    this.chosen = choice?.value ?? null;
    this.#close();
    this.#sayChosen();
    const sent = await this.surface.changed(this.block, this.element, { [this.field]: this.chosen }, this.input);
    if (sent) return;
    this.chosen = before;
    this.#sayChosen();
  }

  /** An emptied field is no choice; a half-typed word is the choice of before. */
  #leave() {
    if (!this.input.value && this.chosen) return this.#pick(null);
    this.#close();
    this.#sayChosen();
  }

  #close() {
    this.#asked += 1;
    if (this.#isOpen) this.popover.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function groupNode(group, options) {
  if (!group.label) return el("div", { role: "presentation" }, options);
  return el("div", { role: "group", "aria-label": group.label }, el("p", { class: "menu-heading", "aria-hidden": "true" }, group.label), options);
}
