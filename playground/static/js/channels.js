// Making, finding, describing and leaving channels.

import { changeChannel } from "./api.js";
import { ask, look } from "./asking.js";
import { el, spoken } from "./dom.js";
import { go } from "./place.js";
import { toast } from "./toasts.js";
import { conversation, conversationLabel, isBot, userName, workspace } from "./workspace.js";

const WORDS = {
  name_taken: "A channel of this name exists already.",
  invalid_name_required: "A channel needs a name.",
  invalid_name_maxlength: "At most 80 characters, please.",
  invalid_name_specials: "Only lower case letters, digits, hyphens and underscores.",
  invalid_name_punctuation: "There must be a letter or a digit in it.",
  too_long: "At most 250 characters, please.",
  cant_leave_general: "Nobody leaves this channel.",
  cant_delete_general: "This channel cannot be deleted.",
  cant_archive_general: "This channel cannot be archived.",
  is_archived: "This channel is archived.",
  already_in_channel: "They are here already.",
};
const sentence = (error) => WORDS[error] ?? `That was refused (${error ?? "no answer"}).`;

async function change(what) {
  const answer = await changeChannel(what);
  if (!answer.ok) toast("error", sentence(answer.error));
  return answer;
}

/** What the button in the sidebar offers: a new channel, or one that others are in. */
export function channelItems() {
  return [
    { label: "Create a channel", pick: createChannel },
    { label: "Browse channels", pick: browseChannels },
  ];
}

function createChannel() {
  const fields = [
    { name: "name", label: "Name", placeholder: "e.g. plan-for-monday", hint: "Lower case letters, digits, hyphens and underscores." },
    { name: "private", label: "Private", hint: "Only those who are invited see it.", type: "checkbox" },
  ];
  ask({ title: "Create a channel", fields, confirm: "Create", act: (values) => made({ act: "create", ...values }) });
}

async function made(what) {
  const { ok, error, channel } = await changeChannel(what);
  if (!ok) return sentence(error);
  go(channel);
  return "";
}

function browseChannels() {
  look({ title: "Browse channels", content: (close) => listed(workspace.others, "You are in every channel there is.", (one) => otherRow(one, close)) });
}

const listed = (things, none, row) => (things.length ? [el("ul", { class: "plain-list" }, things.map(row))] : [el("p", { class: "quiet" }, none)]);

function otherRow(channel, close) {
  const join = el("button", { type: "button", class: "button" }, "Join", spoken(` #${channel.name}`));
  join.addEventListener("click", async () => {
    if (!(await change({ act: "join", channel: channel.id })).ok) return;
    close();
    go(channel.id);
  });
  const count = channel.members === 1 ? "1 member" : `${channel.members} members`;
  return el("li", {}, el("span", { class: "plain-words" }, el("strong", {}, `#${channel.name}`), el("span", { class: "quiet" }, count)), join);
}

/** What can be done to a channel, from its head. */
export function actionsOn(id) {
  const channel = conversation(id);
  const away = { label: "Delete channel", isDanger: true, pick: () => remove(id) };
  if (channel.is_archived) return [{ label: "Unarchive channel", pick: () => change({ act: "unarchive", channel: id }) }, away];
  return [
    { label: "Edit topic", pick: () => editTopic(id) },
    { label: "Rename channel", pick: () => rename(id) },
    ...invitable(channel).map((user) => ({ label: `Invite ${userName(user.id)}`, pick: () => change({ act: "invite", channel: id, user: user.id }) })),
    { label: "Leave channel", pick: () => change({ act: "leave", channel: id }) },
    { label: "Archive channel", isDanger: true, pick: () => archive(id) },
    away,
  ];
}

const invitable = (channel) => [...workspace.users.values()].filter((user) => !user.deleted && !(channel.members ?? []).includes(user.id));

function editTopic(id) {
  const fields = [{ name: "topic", label: "Topic", value: conversation(id).topic?.value ?? "" }];
  ask({ title: "Edit topic", fields, confirm: "Save", act: (values) => done({ act: "topic", channel: id, ...values }) });
}

function rename(id) {
  const fields = [{ name: "name", label: "Name", value: conversation(id).name }];
  ask({ title: "Rename channel", fields, confirm: "Save", act: (values) => done({ act: "rename", channel: id, ...values }) });
}

function archive(id) {
  const words = el("p", {}, "Nobody can write in it any more. It stays readable, and can be brought back.");
  ask({ title: `Archive ${conversationLabel(id)}?`, fields: [], extra: [words], confirm: "Archive", act: () => done({ act: "archive", channel: id }) });
}

function remove(id) {
  const words = el("p", {}, "All that was said in it goes with it. It cannot be brought back.");
  ask({ title: `Delete ${conversationLabel(id)}?`, fields: [], extra: [words], confirm: "Delete", act: () => done({ act: "delete", channel: id }) });
}

async function done(what) {
  const { ok, error } = await changeChannel(what);
  return ok ? "" : sentence(error);
}

/** Who is in a channel; the bot is marked. */
export function showMembers(id) {
  const members = conversation(id)?.members ?? [];
  const row = (user) => el("li", {}, el("span", { class: "plain-words" }, el("strong", {}, userName(user)), el("span", { class: "quiet" }, memberNote(user))));
  look({ title: `Members of ${conversationLabel(id)}`, content: () => listed(members, "Nobody is here.", row) });
}

const memberNote = (user) => [user === workspace.me && "you", isBot(user) && "app", workspace.users.get(user)?.deleted && "deactivated"].filter(Boolean).join(", ") || `@${workspace.users.get(user)?.name ?? user}`;
