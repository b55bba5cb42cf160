// The sidebar: channels, direct messages, who acts.

import { avatar } from "./avatar.js";
import { isRead } from "./channel.js";
import { channelItems } from "./channels.js";
import { el, freshId, icon, spoken } from "./dom.js";
import { menuOpener } from "./menu.js";
import { currentPlace, placeOf } from "./place.js";
import { INBOX, dmName, isBot, people, unreadIn, userName, workspace } from "./workspace.js";

const channels = document.querySelector("#channels");
const dms = document.querySelector("#dms");
const inbox = document.querySelector("#inbox-place");
const actor = document.querySelector("#actor");
const face = document.querySelector("#actor-face");
const sidebar = document.querySelector("#sidebar");
const opener = document.querySelector("#sidebar-toggle");
const shade = document.querySelector("#shade");
const beside = document.querySelectorAll("main, #thread");

/** Draws the whole sidebar anew; here: the channel that is open. */
export function drawSidebar(here) {
  const focused = document.activeElement?.getAttribute?.("href");
  const live = [...workspace.channels.values()].filter((channel) => !channel.is_archived || channel.id === here);
  channels.replaceChildren(...live.map((channel) => row(channel, here, channel.name, el("span", { class: "hash", "aria-hidden": "true" }, channel.is_private ? icon("lock") : "#"))));
  dms.replaceChildren(...[...workspace.dms.values()].map((dm) => row(dm, here, dmName(dm), dmFace(dm))));
  drawInboxPlace();
  if (focused) sidebar.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  drawActor();
  drawUnreadElsewhere(here);
}

function dmFace(dm) {
  const dot = isBot(dm.user) && el("span", { class: workspace.connected ? "dot dot-on" : "dot" });
  return el("span", { class: "dm-face", "aria-hidden": "true" }, avatar({ name: dmName(dm), id: dm.user, isBot: isBot(dm.user) }, "small"), dot);
}

function row(conversation, here, name, mark) {
  const badge = unreadBadge(conversation, here);
  const classes = ["place", badge && "place-unread", conversation.is_archived && "place-archived"].filter(Boolean).join(" ");
  const attributes = { href: placeOf(conversation.id), class: classes, "aria-label": name, "aria-current": conversation.id === here ? "page" : null };
  const link = el("a", { ...attributes, "aria-describedby": badge ? badge.id : null }, mark, el("span", { class: "place-name" }, name), badge);
  return el("li", {}, link);
}

/** All the mail of the bot; nothing where it can mail none. */
function drawInboxPlace() {
  inbox.parentElement.hidden = !workspace.inbox;
  if (!workspace.inbox) return inbox.replaceChildren();
  const here = currentPlace().channel === INBOX ? INBOX : "";
  inbox.replaceChildren(row({ id: INBOX, unread: workspace.inbox.unread }, here, "Inbox", el("span", { class: "hash", "aria-hidden": "true" }, icon("mail"))));
}

/** How much is unread; in the open conversation that is what was left unread. */
function unreadBadge(one, here) {
  const count = one.id === here && isRead(here) ? 0 : unreadIn(one);
  if (!count) return null;
  const mentions = one.mentions ?? 0;
  const loud = mentions > 0 || workspace.dms.has(one.id) ? "unread" : "unread unread-quiet";
  const words = mentions ? ` unread, ${mentions === 1 ? "1 mention" : `${mentions} mentions`}` : " unread";
  return el("span", { class: loud, id: freshId("unread") }, count > 99 ? "99+" : String(count), spoken(words));
}

function drawActor() {
  const ids = people().map((user) => user.id);
  if (ids.join() !== [...actor.options].map((option) => option.value).join()) {
    actor.replaceChildren(...ids.map((id) => el("option", { value: id }, userName(id))));
  }
  actor.value = workspace.me;
  const name = userName(workspace.me);
  if (face.dataset.name !== name) face.replaceChildren(avatar({ name, id: workspace.me, isBot: false }));
  face.dataset.name = name;
}

/** On a phone the sidebar is hidden: its button tells that something is unread. */
function drawUnreadElsewhere(here) {
  const all = [...workspace.channels.values(), ...workspace.dms.values()];
  opener.classList.toggle("has-unread", Boolean(workspace.inbox?.unread) || all.some((one) => one.id !== here && unreadIn(one) > 0));
}

function setOpen(isOpen) {
  document.body.classList.toggle("sidebar-open", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
  shade.hidden = !isOpen;
  for (const part of beside) part.inert = isOpen;
  if (isOpen) sidebar.querySelector("a, select")?.focus();
}

/** onActor(id): another person acts from now on. */
export function startSidebar({ onActor }) {
  const { opener: add, menu } = menuOpener({ label: "Add channels", face: icon("plus"), items: channelItems, attributes: { class: "icon-button", title: "Add channels" } });
  document.querySelector("#add-channels").append(add, menu);
  actor.addEventListener("change", () => onActor(actor.value));
  opener.addEventListener("click", () => setOpen(!document.body.classList.contains("sidebar-open")));
  shade.addEventListener("click", () => setOpen(false));
  sidebar.addEventListener("click", (event) => event.target.closest("a") && setOpen(false));
  sidebar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("sidebar-open")) return;
    setOpen(false);
    opener.focus();
  });
}
