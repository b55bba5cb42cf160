// Small dialogs of the page itself: a form with a few fields, or a list to look at.

import { openDialog } from "./dialogs.js";
import { el, freshId, icon } from "./dom.js";

/**
 * Asks for some words. fields: [{name, label, value, placeholder, hint, required}]. act(values) does it and answers
 * what is wrong, or nothing. extra: nodes below the fields.
 */
export function ask({ title, fields, confirm, act, extra = [], danger = null }) {
  const form = el("form", { class: "dialog-form", novalidate: true });
  const inputs = fields.map(fieldNode);
  const trouble = el("p", { class: "dialog-error", role: "alert" });
  const body = el("div", { class: "dialog-body asked" }, trouble, inputs.map(({ node }) => node), extra);
  const { close } = show(title, form, body, [danger, el("button", { type: "submit", class: "button primary" }, confirm)]);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(inputs.map(({ name, input }) => [name, input.type === "checkbox" ? input.checked : input.value.trim()]));
    const wrong = await act(values);
    if (wrong) trouble.textContent = wrong;
    else close();
  });
  inputs[0]?.input.focus();
  return close;
}

/** Shows things to look at; content(close) makes them. */
export function look({ title, content }) {
  const form = el("div", { class: "dialog-form" });
  const body = el("div", { class: "dialog-body asked" });
  const { close } = show(title, form, body, []);
  body.append(...content(close));
  return close;
}

function show(title, form, body, buttons) {
  const heading = el("h2", { class: "dialog-title", id: freshId("asking") }, title);
  const away = el("button", { type: "button", class: "icon-button", "aria-label": "Close" }, icon("close"));
  const foot = buttons.length > 0 && el("div", { class: "dialog-foot" }, buttons);
  form.append(el("div", { class: "dialog-head" }, heading, away), body);
  if (foot) form.append(foot);
  const dialog = el("dialog", { class: "dialog modal", "aria-labelledby": heading.id }, form);
  const close = openDialog(dialog, {});
  away.addEventListener("click", () => close());
  return { close };
}

function fieldNode({ name, label, value = "", placeholder = "", hint = "", type = "text" }) {
  const id = freshId("field");
  if (type === "checkbox") {
    const input = el("input", { type, id });
    return { name, input, node: el("label", { class: "check", htmlFor: id }, input, el("span", {}, label, hint && el("span", { class: "check-description" }, hint))) };
  }
  const input = el("input", { type, id, class: "text", value, placeholder, autocomplete: "off", "aria-describedby": hint ? `${id}-hint` : null });
  const words = hint && el("p", { class: "input-hint", id: `${id}-hint` }, hint);
  return { name, input, node: el("div", { class: "block-input" }, el("label", { htmlFor: id }, label), input, words) };
}
