// Puts the page together: the place in the address, the live line, and what each push changes.

import { fetchMessages, fetchState, fetchViews, markRead } from "./api.js";
import { channelComposer, channelLog, drawHead, hasRead, isRead, leaveChannel, openChannel, showChannel } from "./channel.js";
import { demoHasFocus } from "./demo/bar.js";
import { drawDemo, readDemo, startDemo } from "./demo/demo.js";
import { showGesture } from "./demo/gestures.js";
import { homePublished, showTab, startTabs, tabOf } from "./home.js";
import { inboxChanged, leaveInbox, showInbox } from "./inbox.js";
import { drawFaults, readFaults } from "./inspector/faults.js";
import { startInspector } from "./inspector/panel.js";
import { closeOthers, removeView, showView } from "./modals.js";
import { currentPlace, go, keepActor, replacePlace } from "./place.js";
import { drawSidebar, startSidebar } from "./sidebar.js";
import { Line } from "./socket.js";
import { keepDatesFresh } from "./text/dates.js";
import { backFromThread, hideThread, isThreadOpen, showThread, startThread, threadDrops, threadTakes } from "./thread.js";
import { startToasts, toast } from "./toasts.js";
import { INBOX, conversation, isDm, takeState, workspace } from "./workspace.js";
import { drawNotice, drawOffline } from "./notice.js";

const DEFAULT_ACTOR = "U0ANN";
const FIRST_CHANNEL = "incidents";

/** Pushes that came while something was being read: applied after it, in their order. */
let held = [];
let reading = 0;

/** The one reading of the state under way, and whether another must follow it. */
let refreshing = null;
let again = false;

const PUSHES = {
  message: ({ channel, message }) => arrived(channel, message),
  message_changed: ({ channel, message }) => changed(channel, message),
  message_deleted: ({ channel, ts, message }) => dropped(channel, ts ?? message?.ts),
  ephemeral_deleted: ({ channel, ts, message }) => dropped(channel, ts ?? message?.ts),
  view_open: ({ view }) => showView(view),
  view_update: ({ view }) => showView(view),
  view_closed: ({ view }) => removeView(view.id),
  home_published: ({ view }) => homePublished(view),
  channels: () => refreshState().then(drawFaults),
  faults: () => readFaults(),
  letters: () => refreshState().then(inboxChanged),
  toast: ({ level, text }) => toast(level === "error" ? "error" : "note", text),
  caption: ({ demo }) => drawDemo(demo),
  gesture: ({ gesture }) => showGesture(gesture),
};

const line = new Line({ onOpen: readAll, onPush: take, onDown: () => drawOffline(true) });

async function readAll() {
  const reader = workspace.me;
  const isRead = await holding(refreshState);
  drawOffline(!isRead);
  if (isRead) await readDemo();
  if (isRead && reader === workspace.me) await Promise.all([showPlace(), showOpenViews()]);
}

async function holding(read) {
  reading += 1;
  try {
    return await read();
  } finally {
    reading -= 1;
    if (!reading) held.splice(0).forEach(take);
  }
}

/** Modals that stand open on the server are shown again after a reload or a broken line. */
async function showOpenViews() {
  const { views } = await fetchViews();
  if (!views) return;
  closeOthers(views.map((view) => view.id));
  views.forEach(showView);
}

function take(push) {
  if (reading) held.push(push);
  else if (Object.hasOwn(PUSHES, push.type)) PUSHES[push.type](push);
}

/** Reads who and what there is. What is asked meanwhile is answered by one more reading, so the last one is always new. */
function refreshState() {
  again = Boolean(refreshing);
  refreshing ??= readState().finally(() => (refreshing = null));
  return refreshing;
}

async function readState() {
  const actor = workspace.me;
  const state = await fetchState();
  if (again || actor !== workspace.me) {
    again = false;
    return readState();
  }
  if (!state.users) return false;
  takeState(state);
  hasRead(openChannel());
  drawSidebar(openPlace());
  drawNotice();
  if (openPlace() && !isThere(openPlace())) showPlace(); // one has left it
  if (openPlace()) drawHead(openPlace());
  return true;
}

/** Whether a place is one of the person's conversations, or the Inbox where there is one. */
const isThere = (id) => (id === INBOX ? Boolean(workspace.inbox) : Boolean(conversation(id)));

/** The conversation that is open, with its messages or with a tab of its own; or the Inbox. */
const openPlace = () => openChannel() || (isThere(currentPlace().channel) ? currentPlace().channel : "");

/** Whoever comes to a conversation most likely writes next; a phone would open its keyboard, so not there. */
function readyToWrite() {
  const isBusy = demoHasFocus() || document.querySelector("dialog[open]");
  if (matchMedia("(hover: hover)").matches && !isBusy) channelComposer.focus();
}

/** With whom the last person was in a DM: the next one finds their own DM with the same. */
let companion = "";

/** Shows what the address says; an unknown place becomes the companion's DM or the first channel. */
function showPlace() {
  return holding(readPlace);
}

async function readPlace() {
  const asked = currentPlace();
  if (asked.channel && !isThere(asked.channel)) await refreshState(); // it may be new
  if (isThere(INBOX) && asked.channel === INBOX) return readInbox(asked.thread);
  leaveInbox();
  const isKnown = Boolean(conversation(asked.channel));
  const channel = isKnown ? asked.channel : ownDm() || firstChannel();
  const thread = isKnown ? asked.thread : "";
  if (!isKnown) replacePlace(channel);
  const tab = tabOf(channel, asked.tab);
  const opened = Promise.all([showTab(channel, tab), tab === "messages" ? showChannel(channel) : leaveChannel(channel)]);
  drawSidebar(channel);
  if (thread) await showThread(channel, thread);
  else hideThread();
  await opened;
  drawSidebar(channel);
  channelLog.markThreads(conversation(channel)?.threads);
}

async function readInbox(letter) {
  hideThread();
  leaveChannel(INBOX);
  await Promise.all([showTab(INBOX, INBOX), showInbox(letter)]);
  drawSidebar(INBOX);
}

function ownDm() {
  return [...workspace.dms.values()].find((dm) => dm.user === companion)?.id;
}

function firstChannel() {
  const channels = [...workspace.channels.values()];
  return (channels.find((channel) => channel.name === FIRST_CHANNEL) ?? channels[0])?.id ?? "";
}

const inChannel = (message) => !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
const byOther = (message) => message.user !== workspace.me || message.bot_id;

function arrived(channel, message) {
  if (!conversation(channel)) return void refreshState();
  changed(channel, message);
  if (!byOther(message) || message.ephemeral) return;
  if (!inChannel(message)) heardInThread(channel, message);
  else if (isRead(channel)) markRead(channel, message.ts);
  else refreshState();
}

/** A reply is read at once where its thread is open; elsewhere it may be news. */
async function heardInThread(channel, message) {
  if (isThreadOpen(channel, message.thread_ts)) await fetchMessages(channel, message.thread_ts);
  refreshState();
}

function changed(channel, message) {
  threadTakes(channel, message);
  if (channel === openChannel() && inChannel(message)) channelLog.upsert(message);
}

function dropped(channel, ts) {
  threadDrops(channel, ts);
  if (channel === openChannel()) channelLog.remove(ts);
}

/** The same place for another person. */
function actAs(id) {
  companion = isDm(openPlace()) ? conversation(openPlace()).user : "";
  become(id, companion ? "" : openPlace());
}

function become(id, channel, thread) {
  closeOthers([]);
  hideThread();
  keepActor(id, channel, thread);
  workspace.me = id;
  line.connect(id);
}

const follow = (who, channel, thread) => (who === workspace.me ? go(channel, thread) : become(who, channel, thread));

/** Somebody who is not in the workspace cannot act in it: the default does. */
async function start() {
  workspace.me ||= DEFAULT_ACTOR;
  const { error } = await fetchState();
  if (error === "user_not_found") {
    workspace.me = DEFAULT_ACTOR;
    keepActor(DEFAULT_ACTOR, currentPlace().channel);
  }
  line.connect(workspace.me);
}

document.querySelector("#skip").addEventListener("click", (event) => {
  event.preventDefault();
  (openPlace() === INBOX ? document.querySelector("#inbox") : channelLog.node).focus();
});
addEventListener("hashchange", async () => {
  if (!workspace.users.size) return;
  await showPlace();
  if (!currentPlace().thread && openChannel() && !backFromThread()) readyToWrite();
});
addEventListener("popstate", () => {
  const actor = new URLSearchParams(location.search).get("as") ?? DEFAULT_ACTOR;
  if (actor === workspace.me) return;
  workspace.me = actor;
  line.connect(actor);
});
document.addEventListener("visibilitychange", () => {
  hasRead(openChannel());
  drawSidebar(openPlace());
});

startToasts();
startThread();
startTabs();
startSidebar({ onActor: actAs });
startInspector();
startDemo({ onMove: follow });
keepDatesFresh();
start();
