// A log of messages: the channel's or the thread's. Knows their order, groups and days; draws only what changed.

import { el, icon } from "./dom.js";
import { sameControl } from "./focus.js";
import { messageNode, surfaceOf } from "./message.js";
import { dayKey, dayTitle } from "./text/dates.js";
import { workspace } from "./workspace.js";

const GROUP_SECONDS = 300;
const NEAR_END = 80;
const AT_ONCE = 200;

export class MessageLog {
  #entries = new Map();
  #earlier = [];
  #newSince = "";

  /** node: role=log. below: the button that leads to new messages. inThread: see messageNode. */
  constructor(node, { inThread = false, onChange = () => {} } = {}) {
    this.node = node;
    this.inThread = inThread;
    this.onChange = onChange;
    this.jump = el("button", { type: "button", class: "jump", hidden: true }, icon("down"), "New messages");
    this.jump.addEventListener("click", () => this.toEnd());
    node.after(this.jump);
    this.more = el("button", { type: "button", class: "text-button earlier", hidden: true }, "Earlier messages");
    this.more.addEventListener("click", () => this.#showEarlier());
    node.addEventListener("scroll", () => this.#nearEnd() && (this.jump.hidden = true), { passive: true });
    node.addEventListener("dismissed", (event) => this.remove(event.detail));
    node.addEventListener("load", () => this.#pinned && this.toEnd(), true); // a picture came, and made its message higher
    new ResizeObserver(() => this.#pinned && this.toEnd()).observe(node);
    node.addEventListener("scroll", () => (this.#pinned = this.#nearEnd()), { passive: true });
  }

  #pinned = true;

  /** Whether nobody has said anything: that somebody joined is nothing said. */
  get isSilent() {
    return [...this.#entries.values()].every(({ message }) => message.subtype === "channel_join");
  }

  get(ts) {
    return this.#entries.get(ts)?.message;
  }

  /** The ts of the last message that everybody sees, or "0". */
  lastTs() {
    const seen = [...this.#entries.values()].filter(({ message }) => !message.ephemeral);
    return seen.at(-1)?.message.ts ?? "0";
  }

  /** Shows other messages in place of the present ones; unread: how many of the last are new. What was entered stays. */
  show(channel, messages, unread = 0) {
    this.node.setAttribute("aria-busy", "true");
    const known = this.channel === channel ? this.#entries : new Map();
    this.channel = channel;
    this.#newSince = firstUnread(messages, unread);
    this.#earlier = messages.slice(0, -AT_ONCE);
    this.#entries = this.#entriesOf(messages.slice(-AT_ONCE), known);
    this.node.replaceChildren(this.more, ...[...this.#entries.values()].map((entry) => entry.node));
    this.#regroup();
    this.node.setAttribute("aria-busy", "false");
    this.toEnd();
  }

  upsert(message) {
    const shown = this.#entries.get(message.ts);
    const waiting = this.#earlier.findIndex((one) => one.ts === message.ts);
    if (shown) this.#redraw(shown, message);
    else if (waiting >= 0) this.#earlier[waiting] = message;
    else this.#add(message);
    this.#regroup();
  }

  remove(ts) {
    this.#earlier = this.#earlier.filter((one) => one.ts !== ts);
    const shown = this.#entries.get(ts);
    if (!shown) return;
    const neighbour = shown.node.nextElementSibling ?? shown.node.previousElementSibling;
    const hadFocus = shown.node.contains(document.activeElement);
    shown.node.remove();
    this.#entries.delete(ts);
    if (hadFocus) neighbour?.querySelector("article")?.focus();
    this.#regroup();
  }

  /** Has a message, and all after it, look new. */
  markNew(ts) {
    this.#newSince = ts;
    this.#regroup();
  }

  /** Says beside a thread how many of its replies are new; threads: {ts of the root: count}. */
  markThreads(threads = {}) {
    for (const { message, node } of this.#entries.values()) sayNew(node.querySelector(".replies"), threads[message.ts] ?? 0);
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
    this.jump.hidden = true;
    this.#pinned = true;
  }

  /** Draws the messages before those that are drawn, and keeps what is read in its place. */
  #showEarlier() {
    const fromEnd = this.node.scrollHeight - this.node.scrollTop;
    const entries = this.#entriesOf(this.#earlier.splice(-AT_ONCE), new Map());
    this.more.after(...[...entries.values()].map((entry) => entry.node));
    this.#entries = new Map([...entries, ...this.#entries]);
    this.#regroup();
    this.node.scrollTop = this.node.scrollHeight - fromEnd;
  }

  #entriesOf(messages, known) {
    return new Map(messages.map((message) => [message.ts, this.#entry(message, known.get(message.ts)?.surface)]));
  }

  #nearEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END;
  }

  #article(message, surface) {
    return messageNode(message, { channel: this.channel, surface, inThread: this.inThread });
  }

  #entry(message, surface = surfaceOf(this.channel, message)) {
    return { message, surface, node: el("div", { class: "entry", "data-ts": message.ts }, this.#article(message, surface)) };
  }

  #add(message) {
    const atEnd = this.#nearEnd();
    const entry = this.#entry(message);
    const later = [...this.#entries.values()].find((one) => Number(one.message.ts) > Number(message.ts));
    if (later) later.node.before(entry.node);
    else this.node.append(entry.node);
    this.#entries.set(message.ts, entry);
    if (later) this.#sort();
    if (atEnd) this.toEnd();
    else if (!later) this.jump.hidden = false;
  }

  #sort() {
    this.#entries = new Map([...this.#entries].sort(([one], [other]) => Number(one) - Number(other)));
  }

  #redraw(entry, message) {
    const atEnd = this.#nearEnd();
    const focus = entry.node.contains(document.activeElement) ? (document.activeElement.dataset.focus ?? "message") : null;
    entry.message = message;
    entry.node.querySelector("article").replaceWith(this.#article(message, entry.surface));
    if (focus) this.#refocus(entry.node, focus);
    if (atEnd) this.toEnd();
  }

  /** The pressed button may be gone after its message changed; the focus must not be lost with it. */
  #refocus(node, key) {
    (sameControl(node, key) ?? node.querySelector("article")).focus({ preventScroll: true });
  }

  /** Marks who follows whom closely, and the first message of each day. */
  #regroup() {
    let before = null;
    this.more.hidden = !this.#earlier.length;
    for (const { message, node } of this.#entries.values()) {
      const sameDay = before && dayKey(Number(before.ts)) === dayKey(Number(message.ts));
      const isNew = message.ts === this.#newSince;
      setLine(node, "new", isNew ? "New" : "");
      setLine(node, "day", sameDay ? "" : dayTitle(Number(message.ts)));
      node.classList.toggle("follows", Boolean(sameDay && !isNew && follows(message, before)));
      before = message;
    }
    this.onChange();
  }
}

function firstUnread(messages, unread) {
  const byOthers = messages.filter((message) => !message.ephemeral && message.user !== workspace.me);
  return unread > 0 ? (byOthers.at(-unread)?.ts ?? "") : "";
}

function setLine(node, kind, words) {
  const line = node.querySelector(`:scope > .line-${kind}`);
  if (line?.textContent === words) return;
  line?.remove();
  if (words) node.prepend(el("div", { class: `line line-${kind}`, role: "separator", "aria-label": words }, el("span", {}, words)));
}

function sayNew(link, count) {
  link?.querySelector(".replies-new")?.remove();
  if (link && count) link.querySelector("strong").after(el("span", { class: "replies-new" }, `${count} new`));
}

function follows(message, before) {
  const author = (one) => `${one.user ?? ""}/${one.bot_id ?? ""}/${one.username ?? ""}/${Boolean(one.ephemeral)}/${one.subtype ?? ""}`;
  return author(message) === author(before) && Number(message.ts) - Number(before.ts) < GROUP_SECONDS && !before.reply_count;
}
