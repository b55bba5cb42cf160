// What can be chosen in a select: the same shape for static options, people, channels and conversations.

import { plain } from "../text/objects.js";
import { dmName, isBot, userName, workspace } from "../workspace.js";

/** Which field of the value carries the choice, by element type. */
const FIELDS = {
  static_select: "selected_option",
  external_select: "selected_option",
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  multi_users_select: "selected_users",
  multi_channels_select: "selected_channels",
  multi_conversations_select: "selected_conversations",
};

const INITIALS = {
  selected_option: "initial_option",
  selected_user: "initial_user",
  selected_channel: "initial_channel",
  selected_conversation: "initial_conversation",
  selected_options: "initial_options",
  selected_users: "initial_users",
  selected_channels: "initial_channels",
  selected_conversations: "initial_conversations",
};

export const fieldOf = (element) => FIELDS[element.type];
export const initialOf = (element) => element[INITIALS[fieldOf(element)]];

const optionChoice = (option) => ({ key: option.value, label: plain(option.text), value: option });
const idChoice = (id, label) => ({ key: id, label, value: id });

function userChoices() {
  const users = [...workspace.users.values()].filter((user) => !user.deleted);
  const inOrder = users.sort((one, other) => Number(one.is_bot ?? false) - Number(other.is_bot ?? false));
  return inOrder.map((user) => idChoice(user.id, userName(user.id)));
}

function channelChoices(kinds) {
  const live = [...workspace.channels.values()].filter((one) => !one.is_archived);
  return live.filter((one) => kinds.includes(one.is_private ? "private" : "public")).map((one) => idChoice(one.id, `#${one.name}`));
}

function conversationChoices(element) {
  const wanted = element.filter?.include ?? ["public", "private", "im", "mpim"];
  const channels = channelChoices(wanted);
  const dms = wanted.includes("im") ? [...workspace.dms.values()] : [];
  const withoutBots = element.filter?.exclude_bot_users ? dms.filter((dm) => !isBot(dm.user)) : dms;
  return [...channels, ...withoutBots.map((dm) => idChoice(dm.id, dmName(dm)))];
}

/** [{label: group name or "", choices: [{key, label, value}]}] */
export function choiceGroups(element) {
  const type = element.type.replace(/^multi_/, "");
  if (element.option_groups) {
    return element.option_groups.map((group) => ({ label: plain(group.label), choices: group.options.map(optionChoice) }));
  }
  if (type === "users_select") return [{ label: "", choices: userChoices() }];
  if (type === "channels_select") return [{ label: "", choices: channelChoices(["public"]) }];
  if (type === "conversations_select") return [{ label: "", choices: conversationChoices(element) }];
  return [{ label: "", choices: (element.options ?? []).map(optionChoice) }];
}

export const keyOf = (value) => (value && typeof value === "object" ? value.value : value);
