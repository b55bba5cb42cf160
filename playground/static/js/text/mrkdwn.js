// Slack's mrkdwn as nodes: bold, italic, strike, code, quotes, links, mentions, dates and emoji.

import { el, fragment } from "../dom.js";
import { emoji, emojiNode } from "./emoji.js";
import { bracketed, bracketedText, channelNamed, link, unescaped } from "./mentions.js";

const STYLES = { "*": "strong", _: "em", "~": "del" };
const WORD = /[\p{L}\p{N}]/u;
const BARE_URL = /https?:\/\/[^\s<>|]+/iy;
const CHANNEL = /#([\w-]+)/y;
const EMOJI = /:([\w+'-]+(?:::skin-tone-[2-6])?):/y;
const QUOTED = /^(?:&gt;|>) ?/;
const QUOTED_ON = /^(?:&gt;|>){3} ?/;
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);

/** What is found without being marked: addresses in a message's text, channels too in a mrkdwn object, nothing in a verbatim one. */
export const FOUND = { text: { addresses: true }, object: { addresses: true, channels: true }, verbatim: {} };

/** mrkdwn text -> DocumentFragment of text nodes and elements. */
export function mrkdwn(text, found = FOUND.text) {
  const nodes = [];
  for (const [index, part] of String(text ?? "").split(/```([^]+?)```/).entries()) {
    if (index % 2) nodes.push(codeBlock(part));
    else if (part) nodes.push(...paragraphs(part, found));
  }
  return fragment(trimmedAroundBlocks(nodes));
}

/** A line break next to a block of its own would show as an empty line. */
function trimmedAroundBlocks(nodes) {
  const isBreak = (node) => node?.nodeType === Node.TEXT_NODE && node.data === "\n";
  const isBlock = (node) => BLOCKS.has(node?.nodeName);
  return nodes.filter((node, at) => !isBreak(node) || !(isBlock(nodes[at - 1]) || isBlock(nodes[at + 1])));
}

const codeText = (source) => unescaped(source.replace(/<([^<>]+)>/g, (_, inside) => bracketedText(inside)));
const codeBlock = (source) => el("pre", {}, codeText(source.replace(/^\n/, "").replace(/\n$/, "")));

function paragraphs(text, found) {
  const lines = text.split("\n");
  const nodes = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (nodes.length) nodes.push(document.createTextNode("\n"));
    const taken = quoteLength(lines, at);
    nodes.push(...(taken ? [quote(lines.slice(at, at + taken), found)] : inline(lines[at], found)));
    at += Math.max(0, taken - 1);
  }
  return nodes;
}

/** How many lines from here on are one quote. */
function quoteLength(lines, start) {
  if (QUOTED_ON.test(lines[start])) return lines.length - start;
  let end = start;
  while (end < lines.length && QUOTED.test(lines[end])) end += 1;
  return end - start;
}

function quote(lines, found) {
  const bare = lines.map((line) => line.replace(QUOTED_ON.test(line) ? QUOTED_ON : QUOTED, ""));
  const nodes = bare.flatMap((line, at) => [...(at ? [document.createTextNode("\n")] : []), ...inline(line, found)]);
  return el("blockquote", {}, nodes);
}

/** One line -> nodes. */
function inline(text, found) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescaped(plain)));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at, found);
    if (token) {
      flush();
      nodes.push(token.node);
    } else plain += text[at];
    at += token ? token.length : 1;
  }
  flush();
  return nodes;
}

function tokenAt(text, at, found) {
  const character = text[at];
  if (character === "`") return codeAt(text, at);
  if (character === "<") return bracketAt(text, at);
  if (character === ":") return emojiAt(text, at);
  if (found.addresses && (character === "h" || character === "H")) return urlAt(text, at);
  if (found.channels && character === "#") return channelAt(text, at);
  return STYLES[character] ? styleAt(text, at, found) : null;
}

function codeAt(text, at) {
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1 || text[at - 1] === "`") return null;
  return { node: el("code", {}, codeText(text.slice(at + 1, end))), length: end + 1 - at };
}

function bracketAt(text, at) {
  const end = bracketEnd(text, at);
  return end < 0 ? null : { node: bracketed(text.slice(at + 1, end)), length: end + 1 - at };
}

function bracketEnd(text, at) {
  const end = text.indexOf(">", at + 2);
  return end < 0 || text.slice(at + 1, end).includes("<") ? -1 : end;
}

function emojiAt(text, at) {
  EMOJI.lastIndex = at;
  const found = EMOJI.exec(text);
  return found && emoji(found[1]) ? { node: emojiNode(found[1]), length: found[0].length } : null;
}

function urlAt(text, at) {
  BARE_URL.lastIndex = at;
  const found = !WORD.test(text[at - 1] ?? "") && BARE_URL.exec(text);
  if (!found) return null;
  const url = found[0].replace(/(&[lg]t;.*|[.,:;!?)*_~'"]+)$/, "");
  return { node: link(unescaped(url), unescaped(url)), length: url.length };
}

function channelAt(text, at) {
  CHANNEL.lastIndex = at;
  const named = !WORD.test(text[at - 1] ?? "") && CHANNEL.exec(text);
  const node = named && channelNamed(named[1]);
  return node ? { node, length: named[0].length } : null;
}

function styleAt(text, at, found) {
  if (WORD.test(text[at - 1] ?? "") || text[at - 1] === text[at]) return null;
  const end = styleEnd(text, at);
  if (end < 0) return null;
  return { node: el(STYLES[text[at]], {}, inline(text.slice(at + 1, end), found)), length: end + 1 - at };
}

/** Where the style that opens here closes, or -1: not inside code or brackets, not beside a letter or a space. */
function styleEnd(text, start) {
  const marker = text[start];
  if (/\s/.test(text[start + 1] ?? " ") || text[start + 1] === marker) return -1;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "`") at = Math.max(at, text.indexOf("`", at + 1));
    else if (text[at] === "<") at = Math.max(at, bracketEnd(text, at));
    else if (text[at] === marker && closesAt(text, at, start)) return at;
  }
  return -1;
}

const closesAt = (text, at, start) =>
  at > start + 1 && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] ?? "") && text[at + 1] !== text[at];
