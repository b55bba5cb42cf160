// The list of exchanges: one row each, newest first. Only so many rows are in the page; a button shows more.

import { el, spoken } from "../dom.js";

const PAGE = 200;
const KINDS = {
  web_api: "call",
  response_url: "answer by URL",
  upload: "upload",
  download: "download",
  socket: "socket",
  slash_commands: "command",
  interactive: "interaction",
  events_api: "event",
};

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

/** "14:02:33.041" of epoch seconds. */
export const timeOf = (at) => `${clock.format(at * 1000)}.${String(Math.floor(at * 1000) % 1000).padStart(3, "0")}`;

export const kindOf = (row) => KINDS[row.kind] ?? row.kind;

export const isTrouble = (row) => Boolean(row.error) || row.status === 0 || row.status >= 400;

/** What became of it, in a word. */
export function outcome(row) {
  if (row.status === null) return row.kind === "socket" ? "open" : "…";
  if (row.error) return row.error;
  if (row.status === 0) return "cut off";
  if (row.kind === "socket" && row.to_bot) return "sent";
  if (row.kind === "socket") return row.status === 101 ? "closed" : String(row.status);
  return row.by_http ? String(row.status) : "ack";
}

export function tookOf(row) {
  if (row.took === null || row.kind === "socket") return "";
  return row.took >= 1000 ? `${(row.took / 1000).toFixed(1)} s` : `${Math.round(row.took)} ms`;
}

export class Rows {
  #shown = new Map();
  #limit = PAGE;
  #chosen = 0;

  #hasOlder = false;

  /** onChoose(id): a row was pressed. onMore: more rows are wanted, draw again. */
  constructor(onChoose, onMore) {
    this.onChoose = onChoose;
    this.list = el("ol", { class: "exchanges", "aria-label": "Requests" });
    this.more = el("button", { type: "button", class: "button", hidden: true, onclick: () => this.#showMore(onMore) }, "Show older ones");
    this.empty = el("p", { class: "inspector-empty" });
    this.node = el("div", { class: "exchanges-frame" }, this.empty, this.list, this.more);
    this.list.addEventListener("keydown", (event) => this.#step(event));
  }

  /** Draws all of these anew, newest first. */
  draw(rows, words) {
    const visible = rows.slice(0, this.#limit);
    this.#shown = new Map(visible.map((row) => [row.id, this.#row(row)]));
    this.list.replaceChildren(...this.#shown.values());
    this.#hasOlder = rows.length > visible.length;
    this.#finish(words);
  }

  /** Adds or changes one row; an older one than those shown is left out. */
  put(row) {
    const node = this.#row(row);
    const before = this.#shown.get(row.id);
    if (before) replaceKeepingFocus(before, node);
    else this.list.prepend(node);
    this.#shown.set(row.id, node);
    if (this.#shown.size > this.#limit + PAGE) this.#drop(PAGE);
    this.#finish("");
  }

  choose(id) {
    this.#shown.get(this.#chosen)?.firstChild.removeAttribute("aria-current");
    this.#chosen = id;
    this.#shown.get(id)?.firstChild.setAttribute("aria-current", "true");
  }

  focus() {
    (this.#shown.get(this.#chosen) ?? this.list.firstChild)?.firstChild?.focus();
  }

  #finish(words) {
    this.more.hidden = !this.#hasOlder;
    this.empty.hidden = this.#shown.size > 0;
    this.empty.textContent = this.#shown.size ? "" : words;
  }

  #drop(count) {
    for (const [id, node] of [...this.#shown].sort(([one], [other]) => one - other).slice(0, count)) {
      node.remove();
      this.#shown.delete(id);
    }
    this.#hasOlder = true;
  }

  #showMore(onMore) {
    this.#limit += PAGE;
    onMore();
  }

  #row(row) {
    const trouble = isTrouble(row) ? "trouble" : row.status === null ? "" : "fine";
    const first = [
      el("span", { class: "exchange-way", "aria-hidden": "true" }, row.to_bot ? "→" : "←"),
      el("span", { class: "exchange-name" }, spoken(row.to_bot ? "to the bot: " : "from the bot: "), row.name),
      el("span", { class: `exchange-outcome ${trouble}` }, outcome(row)),
    ];
    const badges = [row.retry ? `retry ${row.retry}` : "", row.fault ? `fault: ${row.fault}` : ""].filter(Boolean);
    const second = [
      el("span", { class: "exchange-time" }, timeOf(row.at)),
      el("span", { class: "exchange-gist" }, [kindOf(row), row.gist].filter(Boolean).join(" · ")),
      badges.map((badge) => el("span", { class: "exchange-badge" }, badge)),
      el("span", { class: "exchange-took" }, tookOf(row)),
    ];
    const button = el(
      "button",
      { type: "button", class: "exchange", "aria-current": row.id === this.#chosen ? "true" : null, onclick: () => this.onChoose(row.id) },
      el("span", { class: "exchange-line" }, first),
      el("span", { class: "exchange-line exchange-more" }, second),
    );
    return el("li", {}, button);
  }

  #step(event) {
    const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = way && event.target.closest("li")?.[way]?.firstChild;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

function replaceKeepingFocus(before, node) {
  const hadFocus = before.contains(document.activeElement);
  before.replaceWith(node);
  if (hadFocus) node.firstChild.focus();
}
