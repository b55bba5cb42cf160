// markdown blocks: headings, lists, tasks, tables, quotes, code, emphasis and links of ordinary Markdown, plainly.

import { tableOf } from "../blocks/table.js";
import { el, fragment } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mentions.js";

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|~~([^~]+)~~|\*([^*\s][^*]*)\*|\b_([^_\s][^_]*)_\b|\[([^\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/;

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return text ? [withEmoji(text)] : [];
  const [all, code, bold, alsoBold, strike, italic, alsoItalic, label, url] = found;
  const before = text.slice(0, found.index);
  const made = code ? el("code", {}, code) : styled({ bold: bold ?? alsoBold, strike, italic: italic ?? alsoItalic, label, url });
  return [...(before ? [withEmoji(before)] : []), made, ...inline(text.slice(found.index + all.length))];
}

function styled({ bold, strike, italic, label, url }) {
  if (bold) return el("strong", {}, inline(bold));
  if (strike) return el("del", {}, inline(strike));
  if (italic) return el("em", {}, inline(italic));
  return link(url, label);
}

const KINDS = [
  ["fence", /^```/],
  ["heading", /^#{1,6} +(.*)$/],
  ["rule", /^(?:-{3,}|\*{3,})$/],
  ["task", /^\s*[-*+] +(\[[ xX]\] .*)$/],
  ["bullet", /^\s*[-*+] +(.*)$/],
  ["number", /^\s*\d+[.)] +(.*)$/],
  ["quote", /^> ?(.*)$/],
  ["row", /^\s*(\|.*\|)\s*$/],
  ["blank", /^\s*$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const found = pattern.exec(line);
    if (found) return [kind, found[1] ?? line];
  }
  return ["text", line];
}

/** Neighbouring lines of one kind: [["bullet", ["a", "b"]], ["text", ["c"]]]. A fence takes all up to its end. */
function runs(text) {
  const found = [];
  let fenced = false;
  for (const line of text.split("\n")) {
    const [kind, rest] = fenced ? ["code", line] : kindOf(line);
    if (/^```/.test(line)) {
      fenced = !fenced;
      if (fenced) found.push(["code", []]);
    } else if (fenced || (found.at(-1)?.[0] === kind && kind !== "heading")) found.at(-1)[1].push(rest);
    else found.push([kind, [rest]]);
  }
  return found;
}

const lines = (texts) => texts.flatMap((text, at) => [...(at ? ["\n"] : []), ...inline(text)]);
const items = (texts) => texts.map((text) => el("li", {}, inline(text)));

const task = (text) => el("li", {}, el("input", { type: "checkbox", disabled: true, checked: text[1] !== " ", "aria-label": text.slice(4) }), " ", ...inline(text.slice(4)));

const cellsOf = (line) => line.slice(1, -1).split(/(?<!\\)\|/).map((text) => text.trim().replaceAll("\\|", "|"));

/** "---", ":--", "--:", ":-:" under the head of a table -> how its column is aligned; null for anything else. */
function alignment(text) {
  const found = /^(:?)-+(:?)$/.exec(text);
  return found && { align: found[2] ? (found[1] ? "center" : "right") : "left", is_wrapped: true };
}

/** Rows between pipes; without a line of dashes under the first they are text as any other. */
function rows(texts) {
  const [head, under, ...rest] = texts.map(cellsOf);
  const settings = under?.map(alignment);
  if (!settings || settings.length !== head.length || settings.includes(null)) return el("p", {}, lines(texts));
  const filled = rest.map((cells) => head.map((_, at) => cells[at] ?? ""));
  return tableOf([head, ...filled].map((cells) => cells.map((text) => inline(text))), settings);
}

const RUNS = {
  row: rows,
  task: (texts) => el("ul", { class: "rich-list tasks" }, texts.map(task)),
  code: (texts) => el("pre", {}, texts.join("\n")),
  heading: (texts) => el("p", { class: "markdown-heading", role: "heading", "aria-level": "4" }, inline(texts[0])),
  rule: () => el("hr"),
  bullet: (texts) => el("ul", { class: "rich-list" }, items(texts)),
  number: (texts) => el("ol", { class: "rich-list" }, items(texts)),
  quote: (texts) => el("blockquote", {}, lines(texts)),
  text: (texts) => el("p", {}, lines(texts)),
  blank: () => null,
};

/** Markdown text -> DocumentFragment. */
export const markdown = (text) => fragment(runs(text ?? "").map(([kind, texts]) => RUNS[kind](texts)));
