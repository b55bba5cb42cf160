// What somebody in the demo is about to do, shown where it happens: writing in a field, pressing a button.

import { channelComposer } from "../channel.js";

const STEP = 40;

/** Ends the writing that is under way. */
let endWriting = () => {};

const SHOWN = {
  types: ({ channel, text, seconds }) => {
    if (channelComposer.channel !== channel || channelComposer.field.value) return;
    writeSlowly(text, seconds, (written) => channelComposer.fill(written), () => channelComposer.fill(""));
  },
  presses: ({ ts, block_id, action_id, seconds }) => point(inMessage(ts, `${block_id}/${action_id}`), seconds),
  fills: ({ block_id, text, seconds }) => {
    const field = fieldOf(block_id);
    if (field) writeSlowly(text, seconds, (written) => enter(field, written));
  },
  submits: ({ seconds }) => point([...document.querySelectorAll("dialog[open] [type=submit]")].at(-1), seconds),
};

export function showGesture(gesture) {
  endGesture();
  if (Object.hasOwn(SHOWN, gesture.kind)) SHOWN[gesture.kind](gesture);
}

function inMessage(ts, key) {
  const entry = document.querySelector(`#messages [data-ts="${CSS.escape(ts)}"]`);
  return [...(entry?.querySelectorAll("[data-focus]") ?? [])].find((one) => one.dataset.focus === key);
}

function fieldOf(block) {
  const inputs = [...document.querySelectorAll("dialog[open] .block-input")];
  return inputs.find((one) => one.dataset.block === block)?.querySelector("textarea, input");
}

function enter(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function point(node, seconds) {
  if (!node) return;
  node.scrollIntoView({ block: "nearest" });
  node.classList.add("meant");
  setTimeout(() => node.classList.remove("meant"), seconds * 1000 + STEP);
}

/** The story went on: what was shown before it must not go on too. */
export function endGesture() {
  endWriting();
  endWriting = () => {};
}

function writeSlowly(text, seconds, write, after = () => {}) {
  const began = performance.now();
  const writing = setInterval(() => {
    const part = Math.min(1, (performance.now() - began) / (seconds * 800));
    write(text.slice(0, Math.ceil(part * text.length)));
    if (part === 1) clearInterval(writing);
  }, STEP);
  const over = setTimeout(endGesture, seconds * 1000);
  endWriting = () => {
    clearInterval(writing);
    clearTimeout(over);
    after();
  };
}
