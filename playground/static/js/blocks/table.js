// table and data_table blocks; the first row heads the columns.

import { el } from "../dom.js";
import { richText } from "../text/rich.js";
import { withEmoji } from "../text/emoji.js";

const SIDES = new Set(["left", "center", "right"]);

export function tableNode(block) {
  const [head, ...rows] = block.rows;
  const caption = block.caption && el("caption", {}, block.caption);
  const table = el(
    "table",
    {},
    caption,
    el("thead", {}, row(head, "th", block.column_settings)),
    el("tbody", {}, rows.map((cells) => row(cells, "td", block.column_settings))),
  );
  return el("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": block.caption || "Table" }, table);
}

function row(cells, tag, settings = []) {
  return el("tr", {}, cells.map((content, column) => cell(content, tag, settings[column])));
}

function cell(content, tag, setting) {
  const align = SIDES.has(setting?.align) ? `align-${setting.align}` : "";
  const wrap = setting?.is_wrapped ? "wrapped" : "";
  const attributes = { class: `${align} ${wrap}`.trim(), scope: tag === "th" ? "col" : null };
  const inner = content?.type === "rich_text" ? richText(content.elements) : withEmoji(String(content?.text ?? ""));
  return el(tag, attributes, inner);
}
