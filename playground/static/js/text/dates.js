// Slack's date tokens, in the reader's own zone: <!date^1700000000^{date_short_pretty} {time}|fallback>
// (docs.slack.dev/messaging/formatting-message-text and reference/block-kit/block-elements/date-element).

import { el } from "../dom.js";

const DAY = 86_400_000;
const HALF_A_YEAR = 182 * DAY;
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

const english = (options) => new Intl.DateTimeFormat("en-US", options);
const local = (options) => new Intl.DateTimeFormat(undefined, options);
const month = english({ month: "long" });
const shortMonth = english({ month: "short" });
const weekday = english({ weekday: "long" });
const clock = local({ hour: "numeric", minute: "2-digit" });
const clockWithSeconds = local({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const slashed = local({ year: "numeric", month: "2-digit", day: "2-digit" });
const whole = local({ dateStyle: "full", timeStyle: "long" });

const two = (number) => String(number).padStart(2, "0");
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const isNear = (date, now) => Math.abs(date - now) < HALF_A_YEAR;

function ordinal(day) {
  if (day > 10 && day < 14) return `${day}th`;
  return `${day}${["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

function nearDay(date, now) {
  const days = Math.round((midnight(date) - midnight(now)) / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

function ago(date, now) {
  const seconds = Math.round((now - date) / 1000);
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (!unit) return seconds >= 0 ? "just now" : "in a moment";
  const count = Math.floor(Math.abs(seconds) / unit[1]);
  const words = `${count} ${unit[0]}${count === 1 ? "" : "s"}`;
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

const long = (date, now, year = true) =>
  `${weekday.format(date)}, ${month.format(date)} ${ordinal(date.getDate())}${year ? `, ${date.getFullYear()}` : ""}`;

const TOKENS = {
  date_num: (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
  date_slash: (date) => slashed.format(date),
  date_long: (date, now) => long(date, now),
  date_long_full: (date) => `${month.format(date)} ${date.getDate()}, ${date.getFullYear()}`,
  date: (date, now) => `${month.format(date)} ${ordinal(date.getDate())}${isNear(date, now) ? "" : `, ${date.getFullYear()}`}`,
  date_short: (date) => `${shortMonth.format(date)} ${date.getDate()}, ${date.getFullYear()}`,
  date_pretty: (date, now) => nearDay(date, now) ?? TOKENS.date(date, now),
  date_short_pretty: (date, now) => nearDay(date, now) ?? TOKENS.date_short(date),
  date_long_pretty: (date, now) => nearDay(date, now) ?? long(date, now),
  day_divider_pretty: (date, now) => nearDay(date, now) ?? long(date, now, date.getFullYear() !== now.getFullYear()),
  time: (date) => clock.format(date),
  time_secs: (date) => clockWithSeconds.format(date),
  ago,
};

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Fills the tokens of a format; a word like "today" that begins the text begins with a capital, as in Slack. */
export function formatDate(unix, format, now = new Date()) {
  const date = new Date(unix * 1000);
  return format.replace(/\{(\w+)\}/g, (token, name, at) => {
    if (!Object.hasOwn(TOKENS, name)) return token;
    const words = TOKENS[name](date, now);
    return at === 0 && name !== "ago" ? capital(words) : words;
  });
}

/** A <time> that says itself anew as the day goes on. */
export function dateNode(unix, format, fallback) {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return document.createTextNode(fallback);
  const attributes = { datetime: date.toISOString(), title: whole.format(date), "data-unix": unix, "data-format": format };
  return el("time", attributes, formatDate(unix, format));
}

export const clockTime = (unix) => clock.format(new Date(unix * 1000));
export const wholeTime = (unix) => whole.format(new Date(unix * 1000));
export const dayTitle = (unix) => capital(formatDate(unix, "{day_divider_pretty}"));
export const dayKey = (unix) => formatDate(unix, "{date_num}");

function refresh() {
  for (const node of document.querySelectorAll("time[data-format]")) {
    const words = formatDate(Number(node.dataset.unix), node.dataset.format);
    if (node.textContent !== words) node.textContent = words;
  }
}

/** Relative words ("2 minutes ago", "today") age: say them anew now and then. */
export const keepDatesFresh = () => setInterval(refresh, 15_000);
