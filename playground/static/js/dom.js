// The one place that makes elements. Strings become text nodes, so foreign text can never become markup.

/** Attributes that only work when set as properties. */
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "open", "hidden", "htmlFor", "className"]);

/** el("button", {class: "x", onclick: f, "aria-label": "y"}, "text", node): null and false leave things out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function assign(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

export function fragment(...children) {
  const made = document.createDocumentFragment();
  made.append(...children.flat().filter(Boolean));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  close: "M5 5l10 10M15 5L5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  reply: "M17 9.5c0 3.6-3.1 6-7 6-1 0-2-.1-2.9-.5L3 16.5l1.2-3.2C3.4 12.300 3 11 3 9.500c0-3.600 3.100-6 7-6s7 2.400 7 6z",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z",
  send: "M3.500 10L16.500 4l-4 12.500-3-5zM9.500 11.500L16.500 4",
  down: "M10 4v12M5 11l5 5 5-5",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 11.500c.6 1.200 1.700 2 3 2s2.400-.8 3-2M7.600 8h.01M12.400 8h.01",
  pin: "M10 12.500V17M6 12.500h8l-1.500-3V4.500h1V3h-7v1.500h1v5z",
  people: "M7.500 9.500a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400zM2.500 16c0-2.600 2.200-4.300 5-4.300s5 1.700 5 4.300M13 4.300a2.700 2.700 0 0 1 0 5.100M14.700 12c1.700.6 2.800 2 2.800 4",
  plus: "M10 4v12M4 10h12",
  clip: "M14.500 8.500l-5.300 5.300a2.100 2.100 0 0 1-3-3l6-6a3.500 3.500 0 0 1 5 5l-6.200 6.200a5 5 0 0 1-7-7L9 4",
  file: "M5 3h6l4 4v10H5zM11 3v4h4",
  save: "M10 3v9M6 8.500l4 4 4-4M4 16.500h12",
  pause: "M7 5v10M13 5v10",
  play: "M6.500 4.500v11l9-5.500z",
  next: "M5 4.500v11l7.500-5.500zM15.500 5v10",
  stop: "M5.500 5.500h9v9h-9z",
  lock: "M6 9h8v7H6zM7.500 9V6.500a2.500 2.500 0 0 1 5 0V9",
  mail: "M3 5h14v10.500H3zM3 5.500l7 5.500 7-5.500",
  back: "M12.500 4.500L7 10l5.500 5.500",
};

/** A line icon, 20 by 20, for the eye only. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

let counter = 0;

/** An id no other element has. */
export const freshId = (prefix) => `${prefix}-${(counter += 1)}`;

/** Words for the ear only. */
export const spoken = (text) => el("span", { class: "spoken" }, text);
