// Slack's :emoji: names and their characters; any other name stays as it was typed.

import { el } from "../dom.js";
import listed from "../../emoji.json" with { type: "json" };

const NAMES = Object.assign({}, ...Object.values(listed.groups));
const SKIN_TONE = /::skin-tone-([2-6])$/;
const FIRST_TONE = 0x1f3fb;

/** [[group, [[name, character]]]]: one name for each character, for choosing. */
export const emojiGroups = Object.entries(listed.groups).map(([group, names]) => [group, firstNames(names)]);

function firstNames(names) {
  const seen = new Set();
  return Object.entries(names).filter(([, character]) => !seen.has(character) && seen.add(character));
}

/** [[name, character]] whose name has these words in it, whole names and beginnings first. */
export function emojiLike(words, most) {
  const wanted = words.toLowerCase().trim().replace(/^:|:$/g, "").replace(/[\s-]+/g, "_");
  const rank = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);
  const found = Object.entries(NAMES).filter(([name]) => name.replaceAll("-", "_").includes(wanted));
  return firstNames(Object.fromEntries(found.sort(([one], [other]) => rank(one) - rank(other)))).slice(0, most);
}

/** The character of a name without its colons, or undefined. */
export function emoji(name) {
  const tone = SKIN_TONE.exec(name)?.[1];
  const bare = name.replace(SKIN_TONE, "");
  if (!Object.hasOwn(NAMES, bare)) return undefined;
  return tone ? NAMES[bare].replace(/\ufe0f$/, "") + String.fromCodePoint(FIRST_TONE + Number(tone) - 2) : NAMES[bare];
}

/** An emoji in a text, in colour; an unknown name as it was typed. */
export function emojiNode(name) {
  const character = emoji(name);
  return character ? el("span", { class: "emoji" }, character) : document.createTextNode(`:${name}:`);
}

/** ":fire: down" -> "🔥 down", for plain_text objects. */
export const withEmoji = (text) => text.replace(/:([\w+'-]+(?:::skin-tone-[2-6])?):/g, (typed, name) => emoji(name) ?? typed);
