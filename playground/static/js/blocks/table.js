// table blocks; the first row heads the columns.

import { el } from "../dom.js";
import { richText } from "../text/rich.js";
import { withEmoji } from "../text/emoji.js";

const SIDES = new Set(["left", "center", "right"]);

export function tableNode(block) {
  const [head, ...rows] = block.rows;
  const table = el(
    "table",
    {},
    el("thead", {}, row(head, "th", block.column_settings)),
    el("tbody", {}, rows.map((cells) => row(cells, "td", block.column_settings))),
  );
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
  const inner = content?.type === "rich_text" ? richText(content.elements) : withEmoji(String(content?.text ?? ""));
  return el(tag, attributes, inner);
}
