// A JSON value as a tree that folds. Text nodes only: whatever the bot sent stays text.

import { el } from "../dom.js";

const OPEN_DEPTH = 5;
const OPEN_LENGTH = 25;

export function tree(value, name = "", depth = 0) {
  if (value === null || typeof value !== "object") return leaf(value, name);
  const entries = Object.entries(value);
  if (!entries.length) return leaf(value, name);
  const isList = Array.isArray(value);
  const count = `${entries.length} ${isList ? "in a list" : entries.length === 1 ? "field" : "fields"}`;
  return el(
    "details",
    { class: "json", open: depth < OPEN_DEPTH && entries.length <= OPEN_LENGTH },
    el("summary", {}, named(name), el("span", { class: "json-count" }, count)),
    entries.map(([key, inner]) => tree(inner, isList ? `${Number(key) + 1}` : key, depth + 1)),
  );
}

function leaf(value, name) {
  const kind = value === null ? "null" : typeof value;
  return el("div", { class: "json-leaf" }, named(name), el("span", { class: `json-${kind}` }, shown(value)));
}

const named = (name) => name && el("span", { class: "json-name" }, `${name}: `);

function shown(value) {
  if (value === null || typeof value !== "object") return typeof value === "string" ? value || "(empty)" : String(value);
  return Array.isArray(value) ? "(empty list)" : "(no fields)";
}
