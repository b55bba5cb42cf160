// rich_text blocks: the structured form of a formatted text.

import { el, fragment } from "../dom.js";
import { dateNode } from "./dates.js";
import { emojiNode } from "./emoji.js";
import { broadcast, channelMention, groupMention, link, userMention } from "./mentions.js";

const STYLES = { bold: "strong", italic: "em", strike: "del", underline: "u", code: "code" };

const INLINE = {
  text: (part) => document.createTextNode(part.text),
  link: (part) => link(part.url, part.text || part.url),
  user: (part) => userMention(part.user_id),
  usergroup: (part) => groupMention(part.usergroup_id),
  channel: (part) => channelMention(part.channel_id),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => emojiNode(part.skin_tone ? `${part.name}::skin-tone-${part.skin_tone}` : part.name),
  date: (part) => linked(part.url, dateNode(part.timestamp, part.format, part.fallback ?? part.format)),
  color: colour,
  team: (part) => document.createTextNode(part.team_id),
};

function colour(part) {
  const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
  if (/^#[\da-f]{3,8}$/i.test(part.value)) swatch.style.setProperty("background-color", part.value);
  return el("span", {}, swatch, part.value);
}

const linked = (url, node) => (url ? link(url, node) : node);

function inlineNode(part) {
  const node = INLINE[part.type]?.(part) ?? document.createTextNode(part.text ?? "");
  const wanted = Object.keys(STYLES).filter((style) => part.style?.[style]);
  return wanted.reduceRight((inner, style) => el(STYLES[style], {}, inner), node);
}

const inlineNodes = (parts) => (parts ?? []).map(inlineNode);

const PARTS = {
  rich_text_section: (part) => el("div", { class: "rich-section" }, inlineNodes(part.elements)),
  rich_text_quote: (part) => el("blockquote", { class: part.border ? "bordered" : null }, inlineNodes(part.elements)),
  rich_text_preformatted: (part) => el("pre", {}, inlineNodes(part.elements)),
  rich_text_list: (part) =>
    el(
      part.style === "ordered" ? "ol" : "ul",
      { class: `rich-list indent-${Math.min(part.indent ?? 0, 4)}${part.border ? " bordered" : ""}`, start: part.offset ? part.offset + 1 : null },
      part.elements.map((item) => el("li", {}, inlineNodes(item.elements))),
    ),
};

/** The elements of a rich_text block -> DocumentFragment. */
export function richText(elements) {
  return fragment((elements ?? []).map((part) => PARTS[part.type]?.(part)));
}
