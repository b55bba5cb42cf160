// Block Kit's text objects: plain_text as it stands, mrkdwn formatted.

import { el } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { FOUND, mrkdwn } from "./mrkdwn.js";

export const plain = (object) => (object ? (object.emoji === false ? object.text : withEmoji(object.text ?? "")) : "");

/** A text object -> element with the class of formatted text. */
export function textNode(object, tag = "div") {
  if (!object) return null;
  const formatted = object.type === "mrkdwn";
  return el(tag, { class: "formatted" }, formatted ? mrkdwn(object.text, object.verbatim ? FOUND.verbatim : FOUND.object) : plain(object));
}

/** What a text object says, without its marks: for accessible names. */
export const spokenText = (object) => (object ? textNode(object).textContent.trim() : "");
