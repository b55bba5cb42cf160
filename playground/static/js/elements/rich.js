// A small editor for formatted text: bold, italic, struck, code, lists, quotes, code blocks.

import { el, freshId } from "../dom.js";
import { plain } from "../text/objects.js";
import { named } from "./naming.js";
import { editable, richValue } from "./rich_value.js";
import { listen } from "./texts.js";

const TOOLS = [
  ["Bold", "B", () => run("bold"), "bold"],
  ["Italic", "I", () => run("italic"), "italic"],
  ["Strikethrough", "S", () => run("strikeThrough"), "strikeThrough"],
  ["Code", "</>", inlineCode],
  ["Ordered list", "1.", () => run("insertOrderedList"), "insertOrderedList"],
  ["Bulleted list", "•", () => run("insertUnorderedList"), "insertUnorderedList"],
  ["Quote", "❝", () => block("blockquote")],
  ["Code block", "{ }", () => block("pre")],
];

const run = (command, value) => document.execCommand(command, false, value);

export function richTextInput(element, block, surface, naming) {
  const entered = surface.enter(block, element, { rich_text_value: element.initial_value ?? null });
  const placeholder = plain(element.placeholder);
  const name = { ...named(element, naming, "Text"), "aria-labelledby": naming.labelledBy };
  const field = el("div", { class: "text rich-field formatted", role: "textbox", "aria-multiline": "true", "data-placeholder": placeholder, ...name });
  field.contentEditable = "true";
  field.append(editable(entered.rich_text_value));
  const tools = toolbar(field);
  prepare(field);
  listen(field, element, block, surface, (value) => ({ rich_text_value: value }), () => richValue(field));
  return el("div", { class: "rich-editor" }, tools, field);
}

/** Only plain text comes in from elsewhere; lines are divs. */
function prepare(field) {
  const sayBlank = () => field.classList.toggle("blank", !field.textContent && !field.querySelector("ul, ol, pre, blockquote"));
  field.addEventListener("focus", () => run("defaultParagraphSeparator", "div"));
  field.addEventListener("input", sayBlank);
  field.addEventListener("paste", (event) => insertPlain(event, event.clipboardData));
  field.addEventListener("drop", (event) => insertPlain(event, event.dataTransfer));
  sayBlank();
}

function insertPlain(event, transfer) {
  event.preventDefault();
  run("insertText", transfer.getData("text/plain"));
}

function toolbar(field) {
  const buttons = TOOLS.map(([label, face, press, state]) => tool(label, face, press, state, field));
  const bar = el("div", { class: "rich-tools", role: "toolbar", "aria-label": "Formatting", "aria-controls": (field.id ||= freshId("rich")) }, buttons);
  bar.addEventListener("keydown", (event) => moveFocus(event, buttons));
  field.addEventListener("keyup", () => sayPressed(buttons));
  field.addEventListener("pointerup", () => sayPressed(buttons));
  buttons.forEach((button, at) => (button.tabIndex = at ? -1 : 0));
  return bar;
}

function tool(label, face, press, state, field) {
  const node = el("button", { type: "button", class: "rich-tool", "aria-label": label, title: label, "data-state": state, "aria-pressed": state ? "false" : null }, face);
  node.addEventListener("mousedown", (event) => event.preventDefault());
  node.addEventListener("click", () => {
    if (!field.contains(document.getSelection().anchorNode)) document.getSelection().selectAllChildren(field);
    field.focus();
    press();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    sayPressed([...node.parentElement.children]);
  });
  return node;
}

function sayPressed(buttons) {
  for (const button of buttons) {
    if (button.dataset.state) button.setAttribute("aria-pressed", String(document.queryCommandState(button.dataset.state)));
  }
}

function moveFocus(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
}

const around = (tag) => document.getSelection().anchorNode?.parentElement?.closest(tag);

function block(tag) {
  run("formatBlock", around(tag) ? "div" : tag);
}

function inlineCode() {
  const code = around("code");
  if (code) return code.replaceWith(...code.childNodes);
  const range = document.getSelection().getRangeAt(0);
  if (range.collapsed) return;
  const words = el("code", {}, range.toString());
  range.deleteContents();
  range.insertNode(words);
  document.getSelection().selectAllChildren(words);
}
