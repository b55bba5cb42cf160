// One exchange, whole: what was asked and what was answered.

import { fetchExchange } from "../api.js";
import { el, icon } from "../dom.js";
import { toast } from "../toasts.js";
import { tree } from "./json.js";
import { kindOf, outcome, timeOf, tookOf } from "./rows.js";

export class Detail {
  #id = 0;

  constructor(onClose) {
    this.node = el("section", { class: "exchange-detail", "aria-label": "Request and answer", hidden: true });
    this.onClose = onClose;
  }

  get id() {
    return this.#id;
  }

  async show(id) {
    this.#id = id;
    const { exchange } = await fetchExchange(id);
    if (!exchange || this.#id !== id) return;
    this.node.replaceChildren(this.#head(exchange), body(exchange));
    this.node.hidden = false;
  }

  hide() {
    this.#id = 0;
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  #head(exchange) {
    const away = el("button", { type: "button", class: "icon-button", "aria-label": "Close request", onclick: this.onClose }, icon("close"));
    const facts = [exchange.to_bot ? "to the bot" : "from the bot", kindOf(exchange), timeOf(exchange.at), outcome(exchange), tookOf(exchange)];
    if (exchange.retry) facts.push(`retry ${exchange.retry}: ${exchange.retry_reason}`);
    if (exchange.fault) facts.push(`fault: ${exchange.fault}`);
    const words = el("div", {}, el("h3", {}, exchange.name), el("p", {}, facts.filter(Boolean).join(" · ")));
    return el("div", { class: "exchange-head" }, words, away);
  }
}

function body(exchange) {
  const calls = exchange.kind === "web_api" ? copier("Copy as curl", () => curl(exchange)) : null;
  return el(
    "div",
    { class: "exchange-body" },
    part("Request", exchange.request, calls),
    exchange.unread ? part("Body that Slack did not read", exchange.unread) : null,
    part("Answer", exchange.answer, null, exchange.status === null ? "Not answered yet." : "Nothing was answered."),
    part("Headers", exchange.headers, null, "None: it came through the socket."),
  );
}

function part(title, value, more, otherwise = "Nothing.") {
  const isEmpty = value === null || (typeof value === "object" && !Object.keys(value).length);
  const buttons = [more, isEmpty ? null : copier("Copy", () => JSON.stringify(value, null, 2), title)];
  return el(
    "div",
    { class: "exchange-part" },
    el("div", { class: "exchange-part-head" }, el("h4", {}, title), buttons),
    isEmpty ? el("p", { class: "quiet" }, otherwise) : tree(value),
  );
}

function copier(label, text, what = "") {
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    toast("note", "Copied.");
  };
  return el("button", { type: "button", class: "text-button", "aria-label": what ? `${label} ${what.toLowerCase()}` : null, onclick: copy }, label);
}

/** The call as one would make it by hand, as a form, which every method reads; the token is the reader's own. */
function curl({ name, request, headers }) {
  const token = headers.Authorization?.includes("xapp-") ? "SLACK_APP_TOKEN" : "SLACK_BOT_TOKEN";
  const given = Object.entries(request).filter(([, value]) => value !== null);
  const lines = [
    `curl -X POST ${quoted(`${location.origin}/api/${name}`)}`,
    `-H "Authorization: Bearer $${token}"`,
    ...given.map(([key, value]) => `--data-urlencode ${quoted(`${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`),
  ];
  return lines.join(" \\\n  ");
}

/** A word for a shell: nothing in it means anything. */
function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
