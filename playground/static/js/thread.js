// The panel at the side: one message and the replies to it.

import { fetchMessages } from "./api.js";
import { Composer } from "./composer.js";
import { rememberFocus } from "./focus.js";
import { MessageLog } from "./log.js";
import { go } from "./place.js";
import { toast } from "./toasts.js";
import { conversation, conversationLabel } from "./workspace.js";

const panel = document.querySelector("#thread");
const where = document.querySelector("#thread-where");
const log = new MessageLog(document.querySelector("#thread-messages"), { inThread: true });
const composer = new Composer(document.querySelector("#thread-composer"), { withCommands: false });

let here = { channel: "", ts: "" };

/** Gives the focus back to where the thread was opened from, once it is being closed. */
let goBack = () => false;
let isClosing = false;

export async function showThread(channel, ts) {
  const isOther = here.channel !== channel || here.ts !== ts;
  here = { channel, ts };
  if (isOther && !panel.contains(document.activeElement)) goBack = rememberFocus();
  panel.hidden = false;
  document.body.classList.add("thread-open");
  where.textContent = conversationLabel(channel);
  if (isOther) log.show(channel, []);
  composer.address(channel, ts, "Reply in thread");
  const { messages, error } = await fetchMessages(channel, ts);
  if (here.ts !== ts) return;
  if (!messages) return toast("error", error ?? "The thread could not be read.");
  log.show(channel, messages);
  delete conversation(channel)?.threads?.[ts]; // reading it was reading what is new in it
  if (isOther && matchMedia("(hover: hover)").matches) composer.focus();
}

export function hideThread() {
  here = { channel: "", ts: "" };
  panel.hidden = true;
  document.body.classList.remove("thread-open");
}

const isHere = (channel, message) => here.ts && channel === here.channel && (message.thread_ts ?? message.ts) === here.ts;

export const isThreadOpen = (channel, ts) => here.channel === channel && here.ts === ts && !document.hidden;

/** A new or changed message, if it belongs here. */
export function threadTakes(channel, message) {
  if (isHere(channel, message)) log.upsert(message);
}

export function threadDrops(channel, ts) {
  if (channel === here.channel) log.remove(ts);
}

function close() {
  isClosing = true;
  go(here.channel);
}

/** When the thread was closed by its own means, not by going elsewhere: whether the focus is where it came from. */
export function backFromThread() {
  const wasClosed = isClosing;
  isClosing = false;
  return wasClosed && goBack();
}

export function startThread() {
  document.querySelector("#thread-close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => {
    const isForThread = event.key === "Escape" && !event.defaultPrevented && !document.querySelector(":popover-open, dialog[open]");
    if (isForThread) close();
  });
}
