// The exchanges as they come, kept in a ring while the Inspector is open. Nothing is asked for while it is closed.

import { fetchExchanges } from "../api.js";

/** So many rows are kept; the server keeps more. */
const KEPT = 4000;
const LATER = 1000;

export class Stream {
  #socket = null;
  #rows = new Map();
  #since = 0;
  #wanted = false;

  /** onChange(rows): these were added or changed; null: everything is different. */
  constructor(onChange) {
    this.onChange = onChange;
  }

  get(id) {
    return this.#rows.get(id);
  }

  /** Newest first. */
  newest() {
    return [...this.#rows.values()].reverse();
  }

  /** Forgets what came until now, here and not in the playground. */
  clear() {
    this.#since = Math.max(this.#since, ...this.#rows.keys());
    this.#rows.clear();
    this.onChange(null);
  }

  open() {
    this.#wanted = true;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/page/exchanges/socket`);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#readAll());
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data).exchanges));
    socket.addEventListener("close", () => this.#wanted && this.#socket === socket && setTimeout(() => this.#again(socket), LATER));
  }

  close() {
    this.#wanted = false;
    this.#socket?.close();
    this.#socket = null;
    this.#rows.clear();
  }

  #again(socket) {
    if (this.#wanted && this.#socket === socket) this.open();
  }

  /** Whatever was pushed while the list was read is newer than the list. */
  async #readAll() {
    const { exchanges } = await fetchExchanges();
    const pushed = [...this.#rows.values()];
    this.#rows.clear();
    this.#keep((exchanges ?? []).reverse());
    this.#keep(pushed);
    this.onChange(null);
  }

  #take(exchanges) {
    this.onChange(this.#keep(exchanges));
  }

  #keep(exchanges) {
    const fresh = exchanges.filter(({ id }) => id > this.#since);
    for (const row of fresh) this.#rows.set(row.id, row);
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= KEPT) break;
      this.#rows.delete(id);
    }
    return fresh;
  }
}
