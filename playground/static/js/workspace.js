// What the page knows of the workspace: who acts, who there is, which conversations, which commands.

/** The place of the letters: it stands where a conversation's id stands, and is none. */
export const INBOX = "inbox";

export const workspace = {
  me: new URLSearchParams(location.search).get("as") ?? "",
  team: {},
  bot: {},
  notice: "",
  connected: true,
  shopIsBroken: false,
  users: new Map(),
  usergroups: new Map(),
  channels: new Map(),
  dms: new Map(),
  others: [],
  /** Where letters are handed in, and how many are unread; null where none are taken. */
  inbox: null,
  commands: [],
  shortcuts: [],
  description: "",
  hasHome: false,
  hasMessages: true,
  isReadOnly: false,
  demo: { state: "idle" },
};

const byId = (rows) => new Map((rows ?? []).map((row) => [row.id, row]));

/** Whether a user is a bot, the one the workspace was made for or another. */
export const isBot = (id) => id === workspace.bot.user || Boolean(workspace.users.get(id)?.is_bot);

/** Takes over the answer of /page/state. */
export function takeState(state) {
  const { team, me, bot, notice, connected, users, usergroups, channels, dms, commands } = state;
  Object.assign(workspace, { team, me, bot, notice: notice ?? "", connected: connected !== false, shopIsBroken: state.shop_is_broken === true });
  Object.assign(workspace, { users: byId(users), usergroups: byId(usergroups), commands: commands ?? [] });
  Object.assign(workspace, { channels: byId(channels), dms: byId(dms), others: state.others ?? [], inbox: state.inbox ?? null });
  Object.assign(workspace, { shortcuts: state.shortcuts ?? [], description: state.description ?? "" });
  Object.assign(workspace, { hasHome: state.home === true, hasMessages: state.messages_tab !== false, isReadOnly: state.messages_read_only === true });
}

export const conversation = (id) => workspace.channels.get(id) ?? workspace.dms.get(id);
export const isDm = (id) => workspace.dms.has(id);
export const people = () => [...workspace.users.values()].filter((user) => !user.is_bot && !user.deleted);

export function userName(id) {
  const user = workspace.users.get(id);
  return user?.real_name || user?.name || id;
}

/** "#incidents" for a channel, the name of the other side for a DM. */
export function conversationLabel(id) {
  if (id === INBOX) return "Inbox";
  const found = conversation(id);
  if (!found) return id;
  return isDm(id) ? dmName(found) : `#${found.name}`;
}

export const dmName = (dm) => dm.name || userName(dm.user);

/** Who speaks in a message: {name, id, isBot}. */
export function speaker(message) {
  const name = message.username || userName(message.user) || workspace.bot.name;
  return { name: name || "Unknown", id: message.user ?? message.bot_id ?? "", isBot: Boolean(message.bot_id) || isBot(message.user) };
}

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** Messages of a conversation itself. Replies are told of at the root of their thread, as in Slack. */
export const unreadIn = (one) => one?.unread ?? 0;

export function unreadTotal() {
  const all = [...workspace.channels.values(), ...workspace.dms.values()];
  return sum(all.map(unreadIn));
}
