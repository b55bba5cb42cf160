// Editing one's own message, in its place.

import { editMessage } from "./api.js";
import { el } from "./dom.js";
import { unescaped } from "./text/mentions.js";
import { toast } from "./toasts.js";
import { conversation, workspace } from "./workspace.js";

/** What was typed, from what was sent: `<@U0BEN>` was `@ben.demo`. */
export function typed(text) {
  const plain = text.replace(/<([^<>]+)>/g, (_, inside) => named(inside));
  return unescaped(plain);
}

function named(inside) {
  const [target, label] = inside.split("|");
  if (target.startsWith("@")) return `@${workspace.users.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith("#")) return `#${conversation(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith("!subteam^")) return `@${workspace.usergroups.get(target.slice(9))?.handle ?? label}`;
  return target.startsWith("!") ? `@${target.slice(1)}` : target;
}

/** Puts a field in the place of what the message says. */
export function startEdit(article, message, channel) {
  const body = article.querySelector(".message-body");
  const field = el("textarea", { class: "text edit-field", "aria-label": "Edit message", rows: "2" }, typed(message.text));
  const save = el("button", { type: "submit", class: "button primary" }, "Save changes");
  const cancel = el("button", { type: "button", class: "button" }, "Cancel");
  const form = el("form", { class: "edit" }, field, el("div", { class: "edit-foot" }, cancel, save));
  const leave = () => finish(article, form, body);
  cancel.addEventListener("click", leave);
  field.addEventListener("keydown", (event) => pressed(event, form, leave));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(field.value, message, channel, leave);
  });
  body.hidden = true;
  body.after(form);
  article.classList.add("editing");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function pressed(event, form, leave) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    leave();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}

async function keep(text, message, channel, leave) {
  if (!text.trim()) return;
  const { ok, error } = await editMessage(channel, message.ts, text);
  if (ok) leave();
  else toast("error", `The change was refused (${error ?? "no answer"}).`);
}

function finish(article, form, body) {
  if (!form.isConnected) return;
  form.remove();
  body.hidden = false;
  article.classList.remove("editing");
  article.querySelector(".tool-more")?.focus();
}
