// The strips above the messages: what the playground wants known, and whether the line and the bot are there.

import { el, icon } from "./dom.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { workspace } from "./workspace.js";

const KEPT = "playground-notice-read";
const notice = document.querySelector("#notice");
const offline = document.querySelector("#offline");
const botless = document.querySelector("#botless");

export function drawNotice() {
  const isRead = sessionStorage.getItem(KEPT) === workspace.notice;
  notice.hidden = !workspace.notice || isRead;
  if (!notice.hidden && notice.dataset.text !== workspace.notice) notice.replaceChildren(...noticeParts());
  notice.dataset.text = workspace.notice;
  botless.hidden = workspace.connected;
  botless.textContent = workspace.connected ? "" : `${workspace.bot.name ?? "The bot"} is not connected. Commands and buttons work again as soon as it is.`;
}

function noticeParts() {
  const away = el("button", { type: "button", class: "icon-button", "aria-label": "Hide notice" }, icon("close"));
  away.addEventListener("click", () => {
    sessionStorage.setItem(KEPT, workspace.notice);
    notice.hidden = true;
  });
  return [el("p", {}, mrkdwn(workspace.notice)), away];
}

export function drawOffline(isDown) {
  offline.textContent = isDown ? "Reconnecting…" : "";
  offline.hidden = !isDown;
}
