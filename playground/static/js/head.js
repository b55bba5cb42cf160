// What stands in a channel's head beside its name: members, pins, a menu, and the bar of bookmarks.

import { changeBookmark, fetchPins } from "./api.js";
import { ask, look } from "./asking.js";
import { actionsOn, showMembers } from "./channels.js";
import { el, icon } from "./dom.js";
import { menuOpener } from "./menu.js";
import { go } from "./place.js";
import { clockTime, dayTitle } from "./text/dates.js";
import { withEmoji } from "./text/emoji.js";
import { link } from "./text/mentions.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { toast } from "./toasts.js";
import { conversation, conversationLabel, isDm, speaker } from "./workspace.js";

const tools = document.querySelector("#channel-tools");
const bar = document.querySelector("#bookmarks");
const WRONG = { invalid_link: "A whole address, please: https://…", invalid_arguments: "A bookmark needs a name.", too_many_bookmarks: "This channel has as many bookmarks as it can take." };

let drawn = "";

/** Draws tools and bookmarks of a conversation; nothing when it is as it was. */
export function drawTools(id) {
  const found = conversation(id);
  const key = JSON.stringify([id, found?.members, found?.bookmarks, found?.is_archived]);
  if (key === drawn) return;
  drawn = key;
  const focus = tools.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  tools.replaceChildren(...(found ? toolsOf(id, found) : []));
  if (focus) [...tools.querySelectorAll("button")].find((node) => node.getAttribute("aria-label") === focus)?.focus();
  drawBookmarks(id, found);
}

function toolsOf(id, found) {
  if (isDm(id)) return [pinsButton(id)];
  const count = found.members?.length ?? 0;
  const words = count === 1 ? "1 member" : `${count} members`;
  const members = el("button", { type: "button", class: "head-button", "aria-label": words, title: words }, icon("people"), String(count));
  members.addEventListener("click", () => showMembers(id));
  const { opener, menu } = menuOpener({ label: "Channel actions", face: icon("more"), items: () => actionsOn(id), attributes: { class: "icon-button", title: "Channel actions" } });
  return [members, pinsButton(id), opener, menu];
}

function pinsButton(id) {
  const button = el("button", { type: "button", class: "icon-button", "aria-label": "Pins", title: "Pins" }, icon("pin"));
  button.addEventListener("click", () => showPins(id));
  return button;
}

async function showPins(id) {
  const { messages, error } = await fetchPins(id);
  if (!messages) return toast("error", error ?? "The pins could not be read.");
  const none = el("p", { class: "quiet" }, "Nothing is pinned here. A message's menu has “Pin to channel”.");
  look({ title: `Pins in ${conversationLabel(id)}`, content: (close) => (messages.length ? [el("ul", { class: "plain-list pins" }, messages.map((one) => pinRow(one, id, close)))] : [none]) });
}

function pinRow(message, id, close) {
  const when = `${dayTitle(Number(message.ts))}, ${clockTime(Number(message.ts))}`;
  const open = el("button", { type: "button", class: "button" }, "Open");
  open.addEventListener("click", () => {
    close();
    go(id, message.thread_ts ?? message.ts);
  });
  const who = el("span", { class: "quiet" }, `${speaker(message).name} · ${when}`);
  return el("li", {}, el("span", { class: "plain-words" }, who, el("div", { class: "formatted" }, mrkdwn(message.text || "(no text)"))), open);
}

function drawBookmarks(id, found) {
  const bookmarks = found?.bookmarks ?? [];
  bar.hidden = !found || isDm(id) || (found.is_archived && !bookmarks.length);
  if (bar.hidden) return bar.replaceChildren();
  const add = el("button", { type: "button", class: "bookmark-add", "aria-label": "Add a bookmark" }, icon("plus"), bookmarks.length ? "" : "Add a bookmark");
  add.addEventListener("click", () => askBookmark(id, null));
  return bar.replaceChildren(el("ul", {}, bookmarks.map((one) => el("li", {}, bookmarkNode(id, one)))), found.is_archived ? "" : add);
}

function bookmarkNode(id, bookmark) {
  const anchor = link(bookmark.link, bookmark.emoji ? withEmoji(bookmark.emoji) : "🔗", " ", bookmark.title);
  anchor.classList.add("bookmark");
  const edit = el("button", { type: "button", class: "bookmark-edit", "aria-label": `Edit bookmark ${bookmark.title}`, title: "Edit" }, icon("more"));
  edit.addEventListener("click", () => askBookmark(id, bookmark));
  return el("span", { class: "bookmark-pair" }, anchor, edit);
}

function askBookmark(id, bookmark) {
  const fields = [
    { name: "link", label: "Address", value: bookmark?.link ?? "", placeholder: "https://" },
    { name: "title", label: "Name", value: bookmark?.title ?? "" },
  ];
  const act = bookmark ? { act: "edit", id: bookmark.id } : { act: "add" };
  const away = bookmark && el("button", { type: "button", class: "button danger" }, "Remove");
  const close = ask({ title: bookmark ? "Edit bookmark" : "Add a bookmark", fields, confirm: bookmark ? "Save" : "Add", danger: away, act: (values) => keep(id, { ...act, ...values }) });
  away?.addEventListener("click", async () => {
    const wrong = await keep(id, { act: "remove", id: bookmark.id });
    if (wrong) toast("error", wrong);
    else close();
  });
}

async function keep(id, change) {
  const { ok, error } = await changeBookmark(id, change);
  return ok ? "" : (WRONG[error] ?? `That was refused (${error ?? "no answer"}).`);
}
