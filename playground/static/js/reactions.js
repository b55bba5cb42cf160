// Reactions under a message: what was chosen, by how many, by whom; one's own are pressed.

import { react } from "./api.js";
import { el, icon } from "./dom.js";
import { pickEmoji } from "./picker.js";
import { emoji } from "./text/emoji.js";
import { toast } from "./toasts.js";
import { userName, workspace } from "./workspace.js";

const WORDS = {
  already_reacted: "You have chosen that one already.",
  too_many_emoji: "That is more emoji than one person may put under a message.",
  too_many_reactions: "This message has as many emoji as it can take.",
  is_archived: "This channel is archived.",
};

const users = (message, name) => (message.reactions ?? []).find((one) => one.name === name)?.users ?? [];
const isMine = (message, name) => users(message, name).includes(workspace.me);

/** The pills, and behind them the way to one more; nothing when there are none. */
export function reactionPills(message, channel) {
  const found = message.reactions ?? [];
  return found.length ? [...found.map((one) => pill(one, message, channel)), another(message, channel)] : [];
}

function pill(reaction, message, channel) {
  const { name, count } = reaction;
  const pressed = isMine(message, name);
  const who = people(reaction.users);
  const attributes = { type: "button", class: "reaction", "aria-pressed": String(pressed), title: `${who} reacted with :${name}:`, "data-focus": `reaction-${name}` };
  const words = `${name}, ${count === 1 ? "1 reaction" : `${count} reactions`}: ${who}`;
  const node = el("button", { ...attributes, "aria-label": words }, el("span", { class: "reaction-emoji" }, emoji(name) ?? `:${name}:`), el("span", { class: "reaction-count" }, String(count)));
  node.addEventListener("click", () => toggle(message, channel, name, !pressed));
  return node;
}

function people(ids) {
  const names = ids.map((id) => (id === workspace.me ? "you" : userName(id)));
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join("");
}

function another(message, channel) {
  const node = el("button", { type: "button", class: "reaction reaction-add", "aria-label": "Add another reaction", "aria-haspopup": "dialog" }, icon("smile"));
  node.addEventListener("click", () => chooseReaction(node, message, channel));
  return node;
}

/** Opens the picker; an emoji that is one's own already is left as it is. */
export function chooseReaction(opener, message, channel) {
  pickEmoji(opener, (name) => isMine(message, name) || toggle(message, channel, name, true));
}

async function toggle(message, channel, name, on) {
  const answer = await react(channel, message.ts, name, on);
  if (!answer.ok) toast("error", WORDS[answer.error] ?? `The reaction was refused (${answer.error}).`);
}
