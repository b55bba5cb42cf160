// data_table blocks: a table that people sort by its columns and turn the pages of.

import { el } from "../dom.js";
import { cell } from "./table.js";

const PAGE = 5;

export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const shown = { rows, at: 0, size: block.page_size ?? PAGE, column: -1, isDown: false, block };
  const body = el("tbody");
  const turn = el("div", { class: "table-turn" });
  const draw = () => drawPage(shown, body, turn, draw);
  const heads = head.map((content, column) => headCell(content, column, shown, draw));
  const table = el("table", {}, el("caption", {}, block.caption), el("thead", {}, el("tr", {}, heads)), body);
  draw();
  return el("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": block.caption }, table, turn);
}

function headCell(content, column, shown, draw) {
  const sort = el("button", { type: "button", class: "table-sort" }, content.text ?? "");
  const node = el("th", { scope: "col" }, content.type === "rich_text" ? [...cell(content, "th").childNodes] : sort);
  sort.addEventListener("click", () => {
    sortBy(shown, column);
    for (const other of node.parentElement.children) other.removeAttribute("aria-sort");
    node.setAttribute("aria-sort", shown.isDown ? "descending" : "ascending");
    draw();
  });
  return node;
}

function sortBy(shown, column) {
  shown.isDown = shown.column === column && !shown.isDown;
  Object.assign(shown, { column, at: 0 });
  const direction = shown.isDown ? -1 : 1;
  shown.rows = [...shown.rows].sort((one, other) => direction * compared(one[column], other[column]));
}

function compared(one, other) {
  if (one?.type === "raw_number" && other?.type === "raw_number") return one.value - other.value;
  return words(one).localeCompare(words(other));
}

const words = (content) => cell(content, "td").textContent;

function drawPage(shown, body, turn, draw) {
  const { rows, at, size, block } = shown;
  body.replaceChildren(...rows.slice(at, at + size).map((cells) => row(cells, block)));
  turn.hidden = rows.length <= size;
  const to = (step) => () => {
    shown.at = at + step;
    draw();
  };
  const back = el("button", { type: "button", class: "text-button", disabled: at === 0, onclick: to(-size) }, "Previous rows");
  const on = el("button", { type: "button", class: "text-button", disabled: at + size >= rows.length, onclick: to(size) }, "Next rows");
  turn.replaceChildren(back, el("span", {}, `${at + 1}–${Math.min(at + size, rows.length)} of ${rows.length}`), on);
}

function row(cells, block) {
  return el("tr", {}, cells.map((content, column) => cell(content, column === block.row_header_column_index ? "th" : "td", {}, "row")));
}
