// Block Kit blocks as nodes. Elements that can be pressed or filled in live in elements/.

import { el } from "../dom.js";
import { elementNode } from "../elements/elements.js";
import { markdown } from "../text/markdown.js";
import { plain, spokenText, textNode } from "../text/objects.js";
import { richText } from "../text/rich.js";
import { imageNode } from "./image.js";
import { inputBlock } from "./input.js";
import { tableNode } from "./table.js";

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
  data_table: (block) => tableNode(block),
  input: (block, surface) => inputBlock(block, surface),
  alert: alertBlock,
  card,
  container,
  carousel: (block, surface) => el("div", { class: "block-carousel" }, block.elements.map((one) => card(one, surface))),
  video: (block) => el("p", { class: "block-unknown" }, `Video: ${plain(block.title)} (${block.alt_text})`),
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
  const body = el("div", { class: "section-body" }, textNode(block.text), fields(block.fields));
  const naming = { label: spokenText(block.text) };
  const accessory = block.accessory && elementNode(block.accessory, block, surface, naming);
  const beside = accessory && el("div", { class: `section-accessory accessory-${block.accessory.type}` }, accessory);
  return el("div", { class: "block-section" }, body, beside);
}

const fields = (texts) => texts && el("div", { class: "section-fields" }, texts.map((text) => textNode(text)));

const contextPart = (part) => (part.type === "image" ? imageNode(part) : textNode(part, "span"));

function actionRow(block, elements, surface) {
  const nodes = elements.map((element) => elementNode(element, block, surface, {}));
  return el("div", { class: "block-actions" }, nodes);
}

function alertBlock(block) {
  const level = Object.hasOwn(ALERT_WORDS, block.level ?? "") ? block.level : "default";
  const word = el("strong", { class: "alert-word" }, ALERT_WORDS[level]);
  return el("div", { class: `block-alert alert-${level}` }, word, textNode(block.text));
}

function card(block, surface) {
  return el(
    "div",
    { class: "block-card" },
    block.hero_image && imageNode(block.hero_image),
    block.title && el("strong", {}, textNode(block.title, "span")),
    block.subtitle && el("div", { class: "quiet" }, textNode(block.subtitle, "span")),
    textNode(block.body),
    block.actions && actionRow(block, block.actions, surface),
  );
}

function container(block, surface) {
  const title = block.title ? plain(block.title) : "";
  const inner = block.child_blocks.map((child) => blockNode(child, surface));
  if (!block.is_collapsible) return el("div", { class: "block-container" }, title && el("strong", {}, title), inner);
  return el("details", { class: "block-container", open: !block.default_collapsed }, el("summary", {}, title), inner);
}
