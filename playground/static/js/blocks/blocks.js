// Block Kit blocks as nodes. Elements that can be pressed or filled in live in elements/.

import { el, fragment } from "../dom.js";
import { elementNode } from "../elements/elements.js";
import { markdown } from "../text/markdown.js";
import { plain, spokenText, textNode } from "../text/objects.js";
import { richText } from "../text/rich.js";
import { actionRow } from "./actions.js";
import { card, carousel, container } from "./cards.js";
import { dataTable } from "./data_table.js";
import { imageNode } from "./image.js";
import { inputBlock } from "./input.js";
import { file, video } from "./media.js";
import { tableNode } from "./table.js";
import { plan, taskCard } from "./tasks.js";

/** Characters. */
const LONG = 1_400;
const ALERT_WORDS = { info: "Info", warning: "Warning", error: "Error", success: "Done", default: "Note" };

const BLOCKS = {
  section,
  header: (block) => el("h3", { class: "block-header" }, plain(block.text)),
  context: (block) => el("div", { class: "block-context" }, block.elements.map(contextPart)),
  divider: () => el("hr", { class: "block-divider" }),
  actions: (block, surface) => actionRow(block, block.elements, surface),
  context_actions: (block, surface) => actionRow(block, block.elements, surface),
  image: (block) => imageNode(block),
  rich_text: (block) => el("div", { class: "block-rich formatted" }, richText(block.elements)),
  markdown: (block) => el("div", { class: "block-markdown formatted" }, markdown(block.text)),
  table: (block) => tableNode(block),
  data_table: dataTable,
  input: (block, surface) => inputBlock(block, surface),
  alert: alertBlock,
  card,
  carousel,
  container: (block, surface) => container(block, block.child_blocks.map((child) => blockNode(child, surface))),
  task_card: taskCard,
  plan,
  video,
  file,
};

/** All blocks of a surface, in order. */
export function blockNodes(blocks, surface) {
  surface.redrawn();
  return blocks.map((block) => blockNode(block, surface));
}

function blockNode(block, surface) {
  const draw = Object.hasOwn(BLOCKS, block.type) && BLOCKS[block.type];
  if (!draw) return el("p", { class: "block-unknown" }, `A “${block.type}” block, which is not shown here.`);
  const node = draw(block, surface);
  node.dataset.block = block.block_id;
  return node;
}

function section(block, surface) {
  const text = block.text && (block.expand ? textNode(block.text) : folded(textNode(block.text)));
  const body = el("div", { class: "section-body" }, text, fields(block.fields));
  const naming = { label: spokenText(block.text) };
  const accessory = block.accessory && elementNode(block.accessory, block, surface, naming);
  const beside = accessory && el("div", { class: `section-accessory accessory-${block.accessory.type}` }, accessory);
  return el("div", { class: "block-section" }, body, beside);
}

/** A long text shows its beginning, unless the app wants all of it to be seen. */
function folded(node) {
  if (node.textContent.length < LONG) return node;
  node.classList.add("folded");
  const more = el("button", { type: "button", class: "text-button" }, "See more");
  more.addEventListener("click", () => {
    node.classList.remove("folded");
    more.remove();
  });
  return fragment(node, more);
}

const fields = (texts) => texts && el("div", { class: "section-fields" }, texts.map((text) => textNode(text)));

const contextPart = (part) => (part.type === "image" ? imageNode(part) : textNode(part, "span"));

function alertBlock(block) {
  const level = Object.hasOwn(ALERT_WORDS, block.level ?? "") ? block.level : "default";
  const word = el("strong", { class: "alert-word" }, ALERT_WORDS[level]);
  return el("div", { class: `block-alert alert-${level}` }, word, textNode(block.text));
}
