// What one may want to see go wrong, ready to press; and the one name that each fault is shown by.

import { fetchMessages, pull } from "../api.js";
import { openChannel } from "../channel.js";
import { conversationLabel, workspace } from "../workspace.js";

const TRIED_OUT = { person: "U0BEN", channel: "C0INCIDENTS" };

/** Faults that stay for a while: [label, fault]. */
export const LASTING = [
  ["Slack is down for 30 s", { kind: "down", lasts: 30 }],
  ["Slack cannot be reached for 30 s", { kind: "unreachable", lasts: 30 }],
  ["The next 3 answers get lost", { kind: "lost", method: "chat.postMessage", times: 3 }],
  ["The next 5 posts are rate limited", { kind: "ratelimited", method: "chat.postMessage", times: 5, seconds: 3 }],
  ["Slack takes 4 s for each call", { kind: "latency", seconds: 4, lasts: 60 }],
  ["All that is sent to the bot comes twice", { kind: "duplicate", lasts: 60 }],
  ["The token is revoked", { kind: "error", error: "token_revoked" }],
];

/** Things that happen once, or until they are undone: [label, what is done]. */
export function happenings() {
  return [
    ["Disconnect the bot politely", () => pull("disconnect", { reason: "warning" })],
    ["Cut the bot's connection", () => pull("disconnect", { reason: "abort" })],
    ["Deliver the last one again", () => pull("redeliver", {})],
    ["Delete the bot's last message here", deleteLast],
    shop(),
    person(),
    channel(),
  ].filter(Boolean);
}

function shop() {
  return [workspace.shopIsBroken ? "Mend the demo shop" : "Break the demo shop", () => pull("shop", { broken: !workspace.shopIsBroken })];
}

function person() {
  const user = workspace.users.get(TRIED_OUT.person);
  if (!user) return null;
  const name = user.real_name.split(" ")[0];
  return [`${user.deleted ? "Bring back" : "Deactivate"} ${name}`, () => pull(`users/${user.id}`, { deleted: !user.deleted })];
}

function channel() {
  const found = workspace.channels.get(TRIED_OUT.channel);
  if (!found) return null;
  return [`${found.is_archived ? "Bring back" : "Archive"} ${conversationLabel(found.id)}`, () => pull(`channels/${found.id}`, { is_archived: !found.is_archived })];
}

async function deleteLast() {
  const { messages } = await fetchMessages(openChannel());
  const last = (messages ?? []).findLast((message) => message.bot_id && !message.ephemeral);
  return last ? pull("delete_message", { channel: openChannel(), ts: last.ts }) : { ok: false, error: "The bot has said nothing here." };
}

const afterwards = (fault) => (fault.when === "after" ? ", after the effect" : "");
const WORDS = {
  ratelimited: () => "rate limited",
  down: (fault) => `down (${fault.status})${afterwards(fault)}`,
  error: (fault) => `${fault.error}${afterwards(fault)}`,
  lost: (fault) => (fault.when === "after" ? "the answer gets lost" : "cut off before it has an effect"),
  latency: (fault) => `${fault.seconds} s late${afterwards(fault)}`,
  duplicate: () => "delivered twice",
  unreachable: () => "cannot be reached",
};
const PLACES = { "*": "every call", payloads: "all that is sent to the bot", response_url: "answers by URL", upload: "uploads", download: "downloads", socket: "opening a socket" };
PLACES.slash_commands = "commands";
PLACES.interactive = "interactions";
PLACES.events_api = "events";

/** "chat.postMessage: rate limited". */
export function told(fault) {
  const place = fault.kind === "unreachable" ? "Slack" : (PLACES[fault.method] ?? fault.method);
  return `${place}: ${WORDS[fault.kind](fault)}`;
}

/** "struck 2 times, until it is removed". */
export function history(fault) {
  const struck = fault.struck === 1 ? "struck once" : fault.struck ? `struck ${fault.struck} times` : fault.set ? "has not struck yet" : "never struck";
  if (!fault.set) return struck;
  const left = fault.times === null ? "" : `, ${fault.times - fault.struck} more to come`;
  const ends = fault.ends_in === null ? "" : `, ${Math.ceil(fault.ends_in)} s left`;
  return `${struck}${left}${ends}`;
}
