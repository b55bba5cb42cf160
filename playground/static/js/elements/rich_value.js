// What stands in the editor, as Slack's rich_text, and back. Strings only ever become text nodes.

import { el, fragment } from "../dom.js";
import { emoji } from "../text/emoji.js";
import { richText } from "../text/rich.js";
import { workspace } from "../workspace.js";

const STYLES = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };
const TAGS = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };
const LISTS = { UL: "bullet", OL: "ordered" };
const WORTH_LOOKING = /(https?:\/\/[^\s<>]+[^\s<>.,:;!?)]|(?<![\w@])@[\w.-]*\w|(?<!\w)#[\w-]+|:[\w+'-]+:)/;
const LINES = new Set(["DIV", "P"]);

/** The nodes of the editor -> a rich_text block, or null when nothing was written. */
export function richValue(field) {
  const elements = [];
  let open = [];
  const close = () => {
    const inner = trimmed(open);
    if (inner.length) elements.push({ type: "rich_text_section", elements: inner });
    open = [];
  };
  for (const node of field.childNodes) {
    const made = blockOf(node);
    if (made) {
      close();
      elements.push(...made);
    } else open.push(...(LINES.has(node.nodeName) && open.length ? [text("\n")] : []), ...inline(node, {}));
  }
  close();
  return elements.length ? { type: "rich_text", elements } : null;
}

/** The parts of a node that is a block of its own, or null. */
function blockOf(node) {
  if (LISTS[node.nodeName]) return listOf(node, 0);
  if (node.nodeName === "BLOCKQUOTE") return whole("rich_text_quote", inline(node, {}));
  if (node.nodeName === "PRE") return whole("rich_text_preformatted", [text(node.innerText)]);
  const only = LINES.has(node.nodeName) && node.children.length === 1 && node.firstElementChild;
  return only && only.textContent === node.textContent ? blockOf(only) : null;
}

function whole(type, inner) {
  const elements = trimmed(inner);
  return elements.length ? [{ type, elements }] : [];
}

/** A list, and those within its items as lists of their own with an indent, as in Slack. */
function listOf(list, indent) {
  const parts = [];
  for (const item of list.children) {
    const inner = [...item.childNodes].filter((node) => !LISTS[node.nodeName]).flatMap((node) => inline(node, {}));
    const elements = trimmed(inner);
    if (elements.length && !LISTS[item.nodeName]) addItem(parts, { type: "rich_text_section", elements }, LISTS[list.nodeName], indent);
    const nested = LISTS[item.nodeName] ? [item] : [...item.children].filter((node) => LISTS[node.nodeName]);
    parts.push(...nested.flatMap((one) => listOf(one, indent + 1)));
  }
  return parts;
}

function addItem(parts, section, style, indent) {
  const last = parts.at(-1);
  if (last?.indent === indent && last.style === style) last.elements.push(section);
  else parts.push({ type: "rich_text_list", style, indent, elements: [section] });
}

const text = (words, style = {}) => ({ type: "text", text: words, ...(Object.keys(style).length && { style: { ...style } }) });

function inline(node, style) {
  if (node.nodeType === Node.TEXT_NODE) return tokens(node.data.replaceAll("\u00a0", " "), style);
  if (node.dataset?.rich) return [JSON.parse(node.dataset.rich)];
  if (node.nodeName === "BR") return [text("\n")];
  const styled = STYLES[node.nodeName] ? { ...style, [STYLES[node.nodeName]]: true } : style;
  const inner = [...node.childNodes].flatMap((child) => inline(child, styled));
  return LINES.has(node.nodeName) && node.previousSibling && node.parentElement.nodeName === "BLOCKQUOTE" ? [text("\n"), ...inner] : inner;
}

/** People, channels, links and emoji in what was typed become elements of their own. */
function tokens(words, style) {
  if (style.code) return words ? [text(words, style)] : [];
  return words.split(WORTH_LOOKING).filter(Boolean).map((part) => special(part, style) ?? text(part, style));
}

function special(part, style) {
  const kept = Object.keys(style).length ? { style: { ...style } } : {};
  if (/^https?:/.test(part)) return { type: "link", url: part, ...kept };
  if (/^:.+:$/.test(part)) return emoji(part.slice(1, -1)) ? { type: "emoji", name: part.slice(1, -1), ...kept } : null;
  if (part.startsWith("#")) return found("channel", "channel_id", workspace.channels, part.slice(1), kept);
  if (!part.startsWith("@")) return null;
  if (["here", "channel", "everyone"].includes(part.slice(1))) return { type: "broadcast", range: part.slice(1), ...kept };
  const group = [...workspace.usergroups.values()].find((one) => one.handle === part.slice(1));
  return group ? { type: "usergroup", usergroup_id: group.id, ...kept } : found("user", "user_id", workspace.users, part.slice(1), kept);
}

function found(type, key, things, name, kept) {
  const thing = [...things.values()].find((one) => one.name === name);
  return thing ? { type, [key]: thing.id, ...kept } : null;
}

/** Neighbours of one style joined, without the empty lines at both ends. */
function trimmed(parts) {
  const joined = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const fits = part.type === "text" && last?.type === "text" && JSON.stringify(part.style) === JSON.stringify(last.style);
    if (fits) last.text += part.text;
    else joined.push({ ...part });
  }
  if (joined[0]?.type === "text") joined[0].text = joined[0].text.replace(/^\n+/, "");
  if (joined.at(-1)?.type === "text") joined.at(-1).text = joined.at(-1).text.replace(/\n+$/, "");
  return joined.filter((part) => part.type !== "text" || part.text);
}

/** A rich_text block -> nodes to edit; what is no text stands as one piece that can be deleted. */
export function editable(value) {
  return fragment((value?.elements ?? []).map(editableBlock));
}

function editableBlock(part) {
  if (part.type === "rich_text_list") return el(part.style === "ordered" ? "ol" : "ul", {}, part.elements.map((item) => el("li", {}, (item.elements ?? []).map(piece))));
  if (part.type === "rich_text_quote") return el("blockquote", {}, part.elements.map(piece));
  if (part.type === "rich_text_preformatted") return el("pre", {}, part.elements.map((one) => one.text ?? one.url));
  return el("div", {}, (part.elements ?? []).flatMap(piece));
}

function piece(part) {
  if (part.type !== "text") {
    const shown = el("span", { "data-rich": JSON.stringify(part) }, richText([{ type: "rich_text_section", elements: [part] }]).textContent);
    shown.contentEditable = "false";
    return shown;
  }
  const styles = Object.keys(TAGS).filter((style) => part.style?.[style]);
  return styles.reduceRight((inner, style) => el(TAGS[style], {}, inner), document.createTextNode(part.text));
}
