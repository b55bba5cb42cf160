// The Inbox: what the bot mailed, the newest letter first, and one of them to read. Letters are text, whatever is in them.

import { fetchLetter, fetchLetters } from "./api.js";
import { el, icon, spoken } from "./dom.js";
import { placeOf, replacePlace } from "./place.js";
import { dateNode } from "./text/dates.js";
import { link } from "./text/mentions.js";
import { toast } from "./toasts.js";
import { INBOX, workspace } from "./workspace.js";

const SHORT = "{date_short_pretty} {time}";
const WEB_ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>".,:;!?)\]}']/g;
const frame = document.querySelector("#inbox");
const room = frame.querySelector(".inbox-room");

let here = null;

/** Shows the letters, and the one of that id, "" for none. */
export async function showInbox(id) {
  const before = here;
  here = id;
  frame.hidden = false;
  const [{ letters, error }, { letter }] = await Promise.all([fetchLetters(), id ? fetchLetter(id) : {}]);
  if (here !== id) return;
  if (!letters) return void toast("error", error ?? "The letters could not be read.");
  if (id && !letter) return gone(letters);
  draw(letters, letter);
  if (before !== null && before !== id) giveFocus(id, before);
}

export function leaveInbox() {
  here = null;
  frame.hidden = true;
  room.replaceChildren();
}

/** A letter came, or was read elsewhere. */
export async function inboxChanged() {
  if (here === null) return;
  const { letters } = await fetchLetters();
  if (letters && here !== null) drawList(letters);
}

function gone(letters) {
  replacePlace(INBOX);
  here = "";
  draw(letters, null);
  toast("note", "This letter is no longer here.");
}

function draw(letters, letter) {
  room.classList.toggle("reading", Boolean(letter));
  if (!letters.length) return room.replaceChildren(noLetters());
  room.replaceChildren(el("nav", { class: "letters", "aria-label": "Letters" }), letter ? reading(letter) : nothingOpen());
  drawList(letters);
}

function drawList(letters) {
  const list = room.querySelector(".letters");
  if (!list) return draw(letters, null);
  const focused = list.contains(document.activeElement) && document.activeElement.getAttribute("href");
  list.replaceChildren(el("ul", {}, letters.map((one) => el("li", {}, row(one)))));
  if (focused) rowOf(focused)?.focus();
}

const rowOf = (href) => room.querySelector(`.letter-row[href="${CSS.escape(href)}"]`);

/** Into the letter that was opened, or back to its row. */
function giveFocus(id, before) {
  const target = id ? room.querySelector(".letter h2") : rowOf(placeOf(INBOX, before));
  target?.focus({ preventScroll: Boolean(id) });
}

function row(one) {
  const isNew = !one.is_read;
  const subject = el("span", { class: "letter-subject" }, isNew && spoken("Unread: "), one.subject || "(no subject)");
  const head = el("span", { class: "letter-line" }, el("span", { class: "letter-to" }, `To ${one.to.join(", ")}`), dateNode(Number(one.id), SHORT, ""));
  const attributes = { href: placeOf(INBOX, one.id), class: isNew ? "letter-row letter-new" : "letter-row", "aria-current": one.id === here ? "true" : null };
  return el("a", attributes, head, subject, el("span", { class: "letter-begins" }, one.begins));
}

function reading(letter) {
  const back = el("a", { href: placeOf(INBOX), class: "letter-back" }, icon("back"), "All letters");
  const title = el("h2", { tabindex: "-1" }, letter.subject || "(no subject)");
  const body = el("div", { class: "letter-text" }, letter.text ? withLinks(letter.text) : el("p", { class: "quiet" }, "This letter has no plain text."));
  return el("article", { class: "letter", "aria-label": letter.subject || "(no subject)", tabindex: "0" }, back, title, outside(letter), body);
}

function outside(letter) {
  const { name, address } = letter.from;
  const lines = [
    ["From", name ? `${name} <${address}>` : address],
    ["To", letter.to.join(", ")],
    ["Date", dateNode(Number(letter.id), "{date_long_pretty}, {time}", "")],
    ["Unsubscribe", letter.unsubscribe && link(letter.unsubscribe, "List-Unsubscribe")],
  ];
  return el("dl", {}, lines.filter(([, words]) => words).flatMap(([label, words]) => [el("dt", {}, label), el("dd", {}, words)]));
}

/** Text nodes, and links to what is a web address. */
function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(WEB_ADDRESS)) {
    nodes.push(text.slice(end, found.index), link(found[0], found[0]));
    end = found.index + found[0].length;
  }
  return [...nodes, text.slice(end)];
}

const nothingOpen = () => el("p", { class: "letter-none quiet" }, "Choose a letter to read it.");

const noLetters = () =>
  el("div", { class: "empty" }, el("h2", {}, "No letters yet"), el("p", {}, `What ${workspace.bot.name} mails is read here. Subscribe to a status page by e-mail, with any address: the letter comes here.`), el("p", {}, "Other programs hand theirs in at ", el("code", {}, workspace.inbox?.address ?? ""), "."));
