// A face for everybody: initials on a colour that stays theirs.

import { el } from "./dom.js";

const TINTS = 6;

function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words[1][0] : (words[0] ?? "?").slice(0, 2)).toUpperCase();
}

const tint = (id) => [...id].reduce((sum, character) => (sum * 35 + character.codePointAt(0)) % 9973, 7) % TINTS;

/** who: {name, id, isBot} */
export function avatar(who, size = "") {
  const kind = who.isBot ? "avatar-app" : `avatar-${tint(who.id)}`;
  return el("span", { class: `avatar ${kind} ${size}`.trim(), "aria-hidden": "true" }, who.isBot ? who.name.charAt(0).toUpperCase() : initials(who.name));
}
