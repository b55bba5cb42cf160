// table blocks; the first row heads the columns.

import { el } from "../dom.js";
import { richText } from "../text/rich.js";
import { withEmoji } from "../text/emoji.js";

const SIDES = new Set(["left", "center", "right"]);

export const tableNode = (block) => tableOf(block.rows, block.column_settings);

/** rows: cells as a block has them, or as lists of nodes; settings: {align, is_wrapped} of each column. */
export function tableOf([head, ...rows], settings) {
  const body = el("tbody", {}, rows.map((cells) => row(cells, "td", settings)));
  const table = el("table", {}, el("thead", {}, row(head, "th", settings)), body);
  return el("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}

function row(cells, tag, settings = []) {
  return el("tr", {}, cells.map((content, column) => cell(content, tag, settings[column])));
}

/** One cell of text, number or rich text; scope: what a th heads. */
export function cell(content, tag, setting, scope = "col") {
  const align = SIDES.has(setting?.align) ? `align-${setting.align}` : "";
  const wrap = setting?.is_wrapped ? "wrapped" : "";
  const attributes = { class: `${align} ${wrap}`.trim(), scope: tag === "th" ? scope : null };
  if (Array.isArray(content)) return el(tag, attributes, content);
  const inner = content?.type === "rich_text" ? richText(content.elements) : withEmoji(String(content?.text ?? ""));
  return el(tag, attributes, inner);
}
