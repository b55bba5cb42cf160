// markdown blocks: headings, lists, quotes, code, emphasis and links of ordinary Markdown, plainly.

import { el, fragment } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mentions.js";

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|~~([^~]+)~~|\*([^*\s][^*]*)\*|\b_([^_\s][^_]*)_\b|\[([^\]]+)\]\(([^)\s]+)\)/;

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
  ["bullet", /^\s*[-*+] +(.*)$/],
  ["number", /^\s*\d+[.)] +(.*)$/],
  ["quote", /^> ?(.*)$/],
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

const RUNS = {
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
