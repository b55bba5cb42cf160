// Modals: views that the bot opens, pushes and updates, stacked as dialogs.

import { closeView, submitView } from "./api.js";
import { blockNodes } from "./blocks/blocks.js";
import { showError } from "./blocks/input.js";
import { Surface } from "./blocks/surface.js";
import { openDialog } from "./dialogs.js";
import { el, freshId, icon } from "./dom.js";
import { plain } from "./text/objects.js";

/** view id -> {view, surface, dialog, form, close} in the order of the stack. */
const open = new Map();

export function showView(view) {
  if (open.has(view.id)) updateView(view);
  else openView(view);
}

export function updateView(view) {
  const shown = open.get(view.id);
  if (!shown) return openView(view);
  const focused = shown.dialog.contains(document.activeElement) && document.activeElement.dataset.focus;
  shown.view = view;
  draw(shown);
  const again = [...shown.form.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused);
  again?.focus();
}

export function removeView(id) {
  const shown = open.get(id);
  if (!shown) return;
  open.delete(id);
  shown.close();
  coverLower();
}

/** Takes away all views but these: another person acts, or the server no longer has them. */
export function closeOthers(ids) {
  [...open.keys()].reverse().filter((id) => !ids.includes(id)).forEach(removeView);
}

function openView(view) {
  const title = el("h2", { class: "dialog-title", id: freshId("title") });
  const form = el("form", { class: "dialog-form", novalidate: true });
  const dialog = el("dialog", { class: "dialog modal", "aria-labelledby": title.id }, form);
  const shown = { view, dialog, form, title, surface: new Surface({ view_id: view.id }, view.state?.values) };
  open.set(view.id, shown);
  draw(shown);
  form.addEventListener("submit", (event) => submit(event, shown));
  form.addEventListener("input", (event) => forgetError(event, form));
  shown.close = openDialog(dialog, { onEscape: () => leave(shown), onClose: () => open.has(view.id) && leave(shown) });
  coverLower();
}

/** Only the topmost view of the stack is seen. */
function coverLower() {
  const views = [...open.values()];
  views.forEach(({ dialog }, at) => dialog.classList.toggle("covered", at < views.length - 1));
}

async function leave(shown) {
  const { id } = shown.view;
  removeView(id);
  await closeView(id);
}

function draw(shown) {
  const { view, form, title, surface } = shown;
  title.textContent = plain(view.title);
  const away = el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss" }, icon("close"));
  away.addEventListener("click", () => leave(shown));
  const isPushed = Boolean(view.previous_view_id);
  const head = el("div", { class: "dialog-head" }, isPushed && icon("back"), title, away);
  const trouble = el("p", { class: "dialog-error", role: "alert" });
  const body = el("div", { class: "dialog-body" }, trouble, blockNodes(view.blocks ?? [], surface));
  form.replaceChildren(head, body, foot(shown));
  if (shown.dialog.open) form.querySelector("[autofocus]")?.focus();
  else firstField(form)?.setAttribute("autofocus", "");
}

function firstField(form) {
  if (form.querySelector("[autofocus]")) return null;
  return form.querySelector(".dialog-body :is(input, textarea)") ?? form.querySelector(".dialog-foot .primary");
}

function foot(shown) {
  const { view } = shown;
  const cancel = el("button", { type: "button", class: "button" }, plain(view.close) || (view.submit ? "Cancel" : "Close"));
  cancel.addEventListener("click", () => leave(shown));
  const submitter = view.submit && el("button", { type: "submit", class: "button primary" }, plain(view.submit));
  return el("div", { class: "dialog-foot" }, cancel, submitter);
}

async function submit(event, shown) {
  event.preventDefault();
  const { form, surface, view } = shown;
  if (!view.submit || form.getAttribute("aria-busy") === "true") return;
  setBusy(form, true);
  const answer = await submitView(view.id, surface.state());
  setBusy(form, false);
  showErrors(shown, answer.errors ?? {}, answer.ok || answer.errors ? "" : sentence(answer.error));
}

const sentence = (error) => `We had some trouble connecting. Try again? (${error ?? "no answer"})`;

function setBusy(form, busy) {
  form.setAttribute("aria-busy", String(busy));
  const submitter = form.querySelector("[type=submit]");
  submitter?.classList.toggle("busy", busy);
  submitter?.setAttribute("aria-disabled", String(busy));
}

/** errors: {block_id: sentence}. The first wrong field takes the focus. */
function showErrors({ form, view }, errors, general = "") {
  const input = (view.blocks ?? []).filter((block) => block.type === "input");
  const fields = input.map((block) => [errors[block.block_id], showError(form, block.block_id, errors[block.block_id])]);
  const homeless = Object.keys(errors).filter((id) => !input.some((block) => block.block_id === id));
  form.querySelector(".dialog-error").textContent = [general, ...homeless.map((id) => errors[id])].filter(Boolean).join(" ");
  fields.find(([wrong]) => wrong)?.[1]?.focus();
}

function forgetError(event, form) {
  const block = event.target.closest(".block-input");
  if (block?.querySelector("[aria-invalid]")) showError(form, block.dataset.block, "");
}
