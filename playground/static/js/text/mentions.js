// What Slack writes between angle brackets: people, channels, groups, everyone, dates and links.

import { el } from "../dom.js";
import { placeOf } from "../place.js";
import { conversation, userName, workspace } from "../workspace.js";
import { dateNode } from "./dates.js";

const SAFE_LINK = /^(https?:\/\/|mailto:|tel:)/i;

/** &amp; &lt; &gt; and no other entity, as Slack does. */
export const unescaped = (text) =>
  text.replace(/&(amp|lt|gt);/g, (entity, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);

export const isSafeLink = (url) => SAFE_LINK.test(url) && URL.canParse(url);

/** A link that leaves the page; any other scheme than http, mail and telephone stays text. */
export function link(url, ...children) {
  if (!isSafeLink(url)) return el("span", {}, ...children);
  const place = placeOfPermalink(url);
  if (place) return el("a", { href: place, class: "link" }, ...children);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "link" }, ...children);
}

/** A permalink of this workspace leads to its thread on this page. */
function placeOfPermalink(url) {
  const { origin, pathname, searchParams } = new URL(url);
  const found = origin === location.origin && /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(pathname);
  return found && placeOf(found[1], searchParams.get("thread_ts") ?? `${found[2]}.${found[3]}`);
}

export function userMention(id, label) {
  const known = workspace.users.has(id);
  const name = known ? userName(id) : label || id;
  return el("span", { class: id === workspace.me ? "mention mention-me" : "mention" }, `@${name.replace(/^@/, "")}`);
}

export function channelMention(id, label) {
  const name = conversation(id)?.name ?? label;
  if (!conversation(id)) return el("span", { class: "mention" }, `#${name || "private channel"}`);
  return el("a", { class: "mention", href: `#/${id}` }, `#${name}`);
}

/** The mention of a channel by its name, or null. */
export function channelNamed(name) {
  const found = [...workspace.channels.values()].find((one) => one.name === name);
  return found ? channelMention(found.id) : null;
}

export function groupMention(id, label) {
  const group = workspace.usergroups.get(id);
  const mine = group?.users?.includes(workspace.me);
  const name = group?.handle ?? (label || id).replace(/^@/, "");
  return el("span", { class: mine ? "mention mention-me" : "mention" }, `@${name}`);
}

export const broadcast = (range) => el("span", { class: "mention mention-me" }, `@${range}`);

function special(body, label) {
  if (["here", "channel", "everyone"].includes(body)) return broadcast(body);
  if (body.startsWith("subteam^")) return groupMention(body.slice(8), label);
  if (body.startsWith("date^")) return dateMention(body, label);
  return document.createTextNode(label || `<!${body}>`);
}

function dateMention(body, fallback) {
  const [, unix, format = "{date_short} {time}", url] = body.split("^");
  const node = dateNode(/^-?\d+$/.test(unix) ? Number(unix) : NaN, unescaped(format), fallback || body);
  return url ? link(unescaped(url), node) : node;
}

/** The node for the inside of <...>, without the brackets. */
export function bracketed(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  if (/^@[UW]\w+$/.test(target)) return userMention(target.slice(1), label);
  if (/^#[CGD]\w+$/.test(target)) return channelMention(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  const url = unescaped(target);
  if (isSafeLink(url)) return link(url, label || url.replace(/^(mailto|tel):/i, ""));
  return document.createTextNode(unescaped(`<${inside}>`));
}

/** The same inside as plain words, for code and for names. */
export function bracketedText(inside) {
  return bracketed(inside).textContent;
}
