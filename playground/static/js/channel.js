// The middle of the page: the open channel or DM, its head, its messages, its composer.

import { fetchMessages, markRead, steerDemo } from "./api.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { drawTools } from "./head.js";
import { MessageLog } from "./log.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { toast } from "./toasts.js";
import { INBOX, conversation, conversationLabel, isDm, unreadTotal, workspace } from "./workspace.js";

/** The command of the demo's story, with an example; other commands are begun as their usage hints say. */
const INCIDENT = "/incident";
const EXAMPLE = "critical checkout is failing";
const ALL_MAIL = "Every mail of the bot, whoever it is for. None leaves this computer.";
const title = document.querySelector("#title");
const topic = document.querySelector("#topic");
const noWriting = document.querySelector("#no-writing");
const empty = document.querySelector("#empty");

export const channelLog = new MessageLog(document.querySelector("#messages"), { onChange: drawEmpty });
export const channelComposer = new Composer(document.querySelector("#composer"), { withCommands: true });

let here = "";
let reader = "";
let titled = "";

/** The channel that was left unread on purpose, until it is opened anew. */
let leftUnread = "";

export const openChannel = () => here;

/** Opens a channel or DM, or reads the open one anew. */
export async function showChannel(id) {
  const isOther = here !== id || reader !== workspace.me;
  here = id;
  reader = workspace.me;
  if (isOther) leftUnread = "";
  drawHead(id);
  if (isOther) {
    channelLog.show(id, []);
    empty.hidden = true;
  }
  channelComposer.address(id, null, `Message ${conversationLabel(id)}`);
  const { messages, error } = await fetchMessages(id);
  if (here !== id || reader !== workspace.me) return;
  if (!messages) return toast("error", error ?? "The messages could not be read.");
  channelLog.show(id, messages, isOther ? conversation(id)?.unread : 0);
  channelLog.markThreads(conversation(id)?.threads);
  hasRead(id);
}

/** No messages are looked at any more: a tab of the App Home is, or the Inbox. */
export function leaveChannel(id) {
  here = "";
  drawHead(id);
}

export function drawHead(id) {
  titled = id;
  title.textContent = conversationLabel(id);
  const isArchived = Boolean(conversation(id)?.is_archived);
  const words = isArchived ? "This channel is archived: it can be read, and brought back." : id === INBOX ? ALL_MAIL : (conversation(id)?.topic?.value ?? conversation(id)?.topic ?? "");
  document.querySelector("main").classList.toggle("archived", isArchived);
  const why = whyReadOnly(id, isArchived);
  noWriting.textContent = why;
  noWriting.hidden = !why;
  topic.replaceChildren(mrkdwn(String(words)));
  drawTools(id);
  channelLog.markThreads(conversation(id)?.threads);
  sayTitle();
}

/** The sentence that stands where one would write, or nothing. */
function whyReadOnly(id, isArchived) {
  if (workspace.users.get(workspace.me)?.deleted) return "This person is deactivated: they can look, and do no more.";
  if (isArchived) return "You are viewing an archived channel.";
  const isApps = isDm(id) && conversation(id).user === workspace.bot.user;
  return isApps && workspace.isReadOnly ? "Sending messages to this app has been turned off." : "";
}

export function sayTitle() {
  const unread = unreadTotal();
  document.title = `${unread ? `(${unread}) ` : ""}${conversationLabel(titled)} · Playground`;
}

/** Tells the server, once, that there is nothing unread here for the one who sees it. */
export function hasRead(id) {
  const found = conversation(id);
  if (!found || document.hidden || reader !== workspace.me || leftUnread === id) return;
  if (found.unread) markRead(id, channelLog.lastTs());
  found.unread = 0;
  sayTitle();
}

/** Whether what comes into this channel is read at once, because it is open before somebody's eyes. */
export const isRead = (id) => id === here && !document.hidden && leftUnread !== id;

channelLog.node.addEventListener("left-unread", ({ detail }) => {
  leftUnread = detail.channel;
  channelLog.markNew(detail.ts);
});

function drawEmpty() {
  const isEmpty = channelLog.isSilent;
  empty.hidden = !isEmpty;
  if (isEmpty && here) empty.replaceChildren(...emptyWords());
}

function emptyWords() {
  const [first] = workspace.commands;
  const name = conversationLabel(here);
  const welcome = el("h2", {}, isDm(here) ? `Your conversation with ${name}` : `Nothing in ${name} yet`);
  if (!first) return [welcome, el("p", {}, "No bot has connected yet. Its commands appear here as soon as one does.")];
  const isTocsin = workspace.commands.some((one) => one.command === INCIDENT);
  return [
    welcome,
    el("p", {}, "This is a workspace to practise in: nothing leaves this computer. Type a command below, or take one of these and press Enter."),
    el("div", { class: "examples" }, isTocsin && example(`${INCIDENT} ${EXAMPLE}`), example(`${first.command} `, first.description, first.command === INCIDENT ? "" : first.usage_hint), isTocsin && !isDm(here) && watch()),
  ];
}

function watch() {
  const button = el("button", { type: "button", class: "example watch" }, el("strong", {}, "Watch an incident"), el("span", {}, "It plays by itself, in five minutes, with captions"));
  button.addEventListener("click", () => steerDemo("start"));
  return button;
}

/** Fills the composer when it is pressed; a usage hint is shown and not filled in. */
function example(text, description, hint = "") {
  const words = el("code", {}, `${text}${hint}`.trim());
  const button = el("button", { type: "button", class: "example" }, words, description && el("span", {}, description));
  button.addEventListener("click", () => {
    channelComposer.fill(text);
    channelComposer.focus();
  });
  return button;
}
