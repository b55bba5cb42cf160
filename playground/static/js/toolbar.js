// What can be done to a message: a toolbar that comes with the pointer or the focus, and a menu.

import { deleteMessage, markUnread, pin, runShortcut } from "./api.js";
import { el, icon } from "./dom.js";
import { startEdit } from "./edit.js";
import { confirmed } from "./elements/confirm.js";
import { menuOpener } from "./menu.js";
import { permalink, placeOf } from "./place.js";
import { chooseReaction } from "./reactions.js";
import { toast } from "./toasts.js";
import { workspace } from "./workspace.js";

/** The toolbar of a message. inThread: it stands in the thread panel, where there is no further thread. */
export function messageToolbar(message, { channel, inThread }) {
  const reaction = tool("Add reaction", "smile", "react");
  reaction.setAttribute("aria-haspopup", "dialog");
  reaction.addEventListener("click", () => chooseReaction(reaction, message, channel));
  const reply = !inThread && tool("Reply in thread", "reply", "reply");
  if (reply) reply.addEventListener("click", () => openThread(message, channel));
  const attributes = { class: "icon-button tool-more", title: "More actions", "data-focus": "tool-more" };
  const { opener, menu } = menuOpener({ label: "More actions", face: icon("more"), items: () => [...forTouch(message, channel, inThread, opener), ...actions(message, channel, opener)], attributes });
  const bar = el("div", { class: "message-tools", role: "toolbar", "aria-label": "Message actions" }, reaction, reply, opener, menu);
  oneTabStop(bar);
  return bar;
}

function tool(name, sign, key) {
  return el("button", { type: "button", class: `icon-button tool-${key}`, "aria-label": name, title: name, "data-focus": `tool-${key}` }, icon(sign));
}

/** Arrow keys move inside; Tab enters and leaves. */
function oneTabStop(bar) {
  const tools = () => [...bar.children].filter((node) => node.matches("button"));
  tools().forEach((node, at) => (node.tabIndex = at ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches(".message-tools > button")) return;
    event.preventDefault();
    const all = tools();
    const next = all.at((all.indexOf(event.target) + step) % all.length);
    all.forEach((node) => (node.tabIndex = node === next ? 0 : -1));
    next.focus();
  });
}

const openThread = (message, channel) => (location.hash = placeOf(channel, message.thread_ts ?? message.ts));

/** Where nothing hovers, the menu is all that one sees of the toolbar. */
function forTouch(message, channel, inThread, opener) {
  if (matchMedia("(hover: hover)").matches) return [];
  const reply = { label: "Reply in thread", pick: () => openThread(message, channel) };
  return [{ label: "Add reaction", pick: () => chooseReaction(opener, message, channel) }, ...(inThread ? [] : [reply])];
}

function actions(message, channel, opener) {
  const isPinned = Boolean(message.pinned_to?.length);
  const isMine = message.user === workspace.me && !message.bot_id;
  return [
    { label: "Copy link", pick: () => copyLink(message, channel) },
    { label: "Mark as unread", pick: () => leaveUnread(message, channel, opener) },
    { label: isPinned ? "Unpin from channel" : "Pin to channel", pick: () => tell(pin(channel, message.ts, !isPinned)) },
    ...(isMine ? [{ label: "Edit message", pick: () => startEdit(opener.closest("article"), message, channel) }] : []),
    ...(isMine ? [{ label: "Delete message", isDanger: true, pick: () => remove(message, channel) }] : []),
    ...shortcuts(message, channel),
  ];
}

function shortcuts(message, channel) {
  const listed = (workspace.shortcuts ?? []).filter((one) => one.type === "message");
  return listed.map((one) => ({ label: one.name, description: workspace.bot.name, pick: () => tell(runShortcut({ callback_id: one.callback_id, channel, ts: message.ts })) }));
}

async function copyLink(message, channel) {
  const link = permalink(channel, message);
  try {
    await navigator.clipboard.writeText(link);
    toast("note", "The link was copied.");
  } catch {
    toast("note", link);
  }
}

function leaveUnread(message, channel, opener) {
  opener.dispatchEvent(new CustomEvent("left-unread", { bubbles: true, detail: { channel, ts: message.ts } }));
  markUnread(channel, message.ts);
}

async function remove(message, channel) {
  const words = { title: { text: "Delete message" }, text: { type: "plain_text", text: "Do you want to delete this message? It cannot be undone." } };
  if (await confirmed({ ...words, confirm: { text: "Delete" }, deny: { text: "Cancel" }, style: "danger" })) tell(deleteMessage(channel, message.ts));
}

async function tell(asked) {
  const { ok, error } = await asked;
  if (!ok) toast("error", `That was refused (${error ?? "no answer"}).`);
}
