// The App Home: the tabs at the top of the bot's direct messages, what it published, what it says of itself.

import { openHome } from "./api.js";
import { blockNodes } from "./blocks/blocks.js";
import { Surface } from "./blocks/surface.js";
import { el } from "./dom.js";
import { go } from "./place.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { toast } from "./toasts.js";
import { isDm, workspace } from "./workspace.js";

const NAMES = { home: "Home", messages: "Messages", about: "About" };
const main = document.querySelector("main");
const list = document.querySelector("#tabs");
const panel = document.querySelector("#app-home");

let here = { channel: "", tab: "messages" };
let surface = null;

const isAppHome = (channel) => isDm(channel) && workspace.dms.get(channel).user === workspace.bot.user;
const tabsThere = () => [workspace.hasHome && "home", workspace.hasMessages && "messages", "about"].filter(Boolean);

/** The tab that is shown for the one that was asked for; channels have their messages only. */
export function tabOf(channel, asked) {
  if (!isAppHome(channel)) return "messages";
  return tabsThere().includes(asked) ? asked : tabsThere()[0];
}

/** Shows the tabs of a conversation, and what lies under the chosen one unless it is the messages. */
export async function showTab(channel, tab) {
  const isOther = here.channel !== channel || here.tab !== tab;
  here = { channel, tab };
  main.dataset.tab = tab;
  main.classList.toggle("read-only", isAppHome(channel) && workspace.isReadOnly);
  drawTabs();
  panel.hidden = tab !== "home" && tab !== "about";
  if (panel.hidden) return;
  panel.setAttribute("aria-labelledby", `tab-${tab}`);
  if (isOther) panel.replaceChildren();
  if (tab === "about") return drawAbout();
  const { view, error } = await openHome("home");
  if (error) return toast("error", error);
  if (here.channel === channel && here.tab === tab) drawHome(view);
}

/** The bot published another view while the page is open. */
export function homePublished(view) {
  if (here.tab === "home") drawHome(view);
}

function drawTabs() {
  list.hidden = !isAppHome(here.channel);
  const there = tabsThere();
  const drawn = [...list.children].map((node) => node.dataset.tab);
  if (drawn.join() !== there.join()) list.replaceChildren(...there.map(tabNode));
  for (const node of list.children) {
    const isChosen = node.dataset.tab === here.tab;
    node.setAttribute("aria-selected", String(isChosen));
    node.tabIndex = isChosen ? 0 : -1;
  }
}

function tabNode(tab) {
  const attributes = { type: "button", role: "tab", id: `tab-${tab}`, "data-tab": tab, class: "tab" };
  const node = el("button", { ...attributes, "aria-controls": tab === "messages" ? "messages" : panel.id }, NAMES[tab]);
  node.addEventListener("click", () => go(here.channel, tab === "messages" ? "" : tab));
  return node;
}

function drawHome(view) {
  if (!view) return panel.replaceChildren(...emptyWords());
  if (surface?.address.view_id !== view.id) surface = new Surface({ view_id: view.id }, view.state?.values);
  const focused = panel.contains(document.activeElement) && document.activeElement.dataset.focus;
  panel.replaceChildren(el("div", { class: "home-blocks" }, blockNodes(view.blocks, surface)));
  if (focused) [...panel.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused)?.focus();
}

const emptyWords = () => [
  el("div", { class: "empty" }, el("h2", {}, "Nothing here yet"), el("p", {}, `${workspace.bot.name} has not published a Home for you.`)),
];

function drawAbout() {
  const shortcuts = workspace.shortcuts.map((one) => [one.name, `${one.description} (on ${one.type === "global" ? "the button beside the composer" : "a message’s menu"})`]);
  const commands = workspace.commands.map((one) => [`${one.command} ${one.usage_hint ?? ""}`.trim(), one.description]);
  const description = workspace.description && el("p", { class: "formatted" }, mrkdwn(workspace.description));
  panel.replaceChildren(el("div", { class: "home-blocks about" }, el("h2", {}, workspace.bot.name), description, listed("Commands", commands), listed("Shortcuts", shortcuts)));
}

function listed(title, rows) {
  if (!rows.length) return null;
  const pairs = rows.flatMap(([name, words]) => [el("dt", {}, name), el("dd", {}, words)]);
  return el("section", { "aria-label": title }, el("h3", {}, title), el("dl", {}, pairs));
}

/** Arrow keys move between the tabs, Enter opens one. */
export function startTabs() {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const nodes = [...list.children];
    nodes.at((nodes.indexOf(document.activeElement) + step) % nodes.length).focus();
  });
}
