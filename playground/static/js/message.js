// One message: who, when, what it says, and what hangs on it.

import { dismiss } from "./api.js";
import { avatar } from "./avatar.js";
import { blockNodes } from "./blocks/blocks.js";
import { Surface } from "./blocks/surface.js";
import { el, icon } from "./dom.js";
import { fileNodes } from "./files.js";
import { placeOf } from "./place.js";
import { reactionPills } from "./reactions.js";
import { clockTime, wholeTime } from "./text/dates.js";
import { unescaped } from "./text/mentions.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { messageToolbar } from "./toolbar.js";
import { speaker, userName, workspace } from "./workspace.js";

const QUIET = new Set(["channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive",
  "channel_unarchive", "pinned_item", "tombstone"]);
const COLOURS = { good: "#2eb67d", warning: "#d9a514", danger: "#d4483b" };

export const surfaceOf = (channel, message) => new Surface({ channel, ts: message.ts });

/** A message -> <article>. inThread: it stands in the thread panel, where it offers no thread of its own. */
export function messageNode(message, { channel, surface, inThread }) {
  const who = speaker(message);
  const when = clockTime(Number(message.ts));
  const kind = message.ephemeral ? " private" : QUIET.has(message.subtype) ? " event" : "";
  return el(
    "article",
    { class: `message${kind}${message.pinned_to?.length ? " pinned" : ""}${message.subtype === "me_message" ? " me" : ""}`, "aria-label": `${who.name}, ${when}`, tabindex: "-1" },
    avatar(who),
    el("div", { class: "message-main" }, privateLine(message, channel), pinnedLine(message), head(message, who, when), body(message, surface), foot(message, channel, inThread)),
    hasToolbar(message) && messageToolbar(message, { channel, inThread }),
  );
}

function head(message, who, when) {
  const badge = who.isBot && el("span", { class: "badge" }, "APP");
  const time = el("time", { class: "message-time", datetime: new Date(message.ts * 1000).toISOString(), title: wholeTime(Number(message.ts)) }, when);
  return el("div", { class: "message-head" }, el("span", { class: "message-who" }, who.name), badge, time);
}

function body(message, surface) {
  const hasBlocks = Boolean(message.blocks?.length);
  const edited = message.edited && el("span", { class: "edited" }, " (edited)");
  return el(
    "div",
    { class: "message-body" },
    hasBlocks ? blockNodes(message.blocks, surface) : el("div", { class: "formatted" }, formatted(message), edited),
    (message.attachments ?? []).map((attachment) => attachmentNode(attachment, surface)),
    fileNodes(message.files),
  );
}

/** The text with its marks, or as it stands when the app wants no formatting; what is escaped is read either way. */
const formatted = (message) => (message.mrkdwn === false ? unescaped(message.text ?? "") : mrkdwn(said(message)));

/** Lines about a channel begin with the one who is named above them already. */
function said(message) {
  return QUIET.has(message.subtype) ? (message.text ?? "").replace(`<@${message.user}> `, "") : message.text;
}

function attachmentNode(attachment, surface) {
  const text = [attachment.pretext, attachment.title, attachment.text ?? attachment.fallback].filter(Boolean).join("\n");
  const inner = attachment.blocks?.length ? blockNodes(attachment.blocks, surface) : el("div", { class: "formatted" }, mrkdwn(text));
  const node = el("div", { class: "attachment" }, inner);
  const colour = COLOURS[attachment.color] ?? (/^#?[\da-f]{6}$/i.test(attachment.color ?? "") && `#${attachment.color.replace("#", "")}`);
  if (colour) node.style.setProperty("--bar", colour);
  return node;
}

function privateLine(message, channel) {
  if (!message.ephemeral) return null;
  const away = el("button", { type: "button", class: "text-button" }, "Dismiss");
  away.addEventListener("click", () => {
    dismiss(channel, message.ts);
    away.dispatchEvent(new CustomEvent("dismissed", { bubbles: true, detail: message.ts }));
  });
  const words = el("span", {}, "Only visible to you");
  return el("div", { class: "private-line" }, icon("eye"), words, away);
}

function foot(message, channel, inThread) {
  const reactions = reactionPills(message, channel);
  const replies = !inThread && message.reply_count > 0 && repliesLink(message, channel);
  if (!reactions.length && !replies) return null;
  return el("div", { class: "message-foot" }, reactions.length > 0 && el("div", { class: "reactions" }, reactions), replies);
}

function repliesLink(message, channel) {
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const last = message.latest_reply ? `Last at ${clockTime(Number(message.latest_reply))}` : "View thread";
  const faces = (message.reply_users ?? []).slice(0, 3).map((id) => avatar(speaker({ user: id }), "tiny"));
  const open = el("button", { type: "button", class: "replies", "data-focus": "replies" }, faces, el("strong", {}, words), el("span", { class: "quiet", "aria-hidden": "true" }, last));
  open.addEventListener("click", () => (location.hash = placeOf(channel, message.thread_ts ?? message.ts)));
  return open;
}

function pinnedLine(message) {
  if (!message.pinned_to?.length || message.subtype === "pinned_item") return null;
  const by = message.pinned_info?.pinned_by;
  return el("div", { class: "pinned-line" }, icon("pin"), el("span", {}, by ? `Pinned by ${by === workspace.me ? "you" : userName(by)}` : "Pinned"));
}

const hasToolbar = (message) => !message.ephemeral && !QUIET.has(message.subtype);
