// Pickers of dates and times, as native inputs. Moments are unix seconds on the wire, the reader's zone on the screen.

import { el } from "../dom.js";
import { named } from "./naming.js";

const two = (number) => String(number).padStart(2, "0");

function localMoment(unix) {
  if (!unix) return "";
  const date = new Date(unix * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const unixMoment = (text) => (text ? Math.floor(new Date(text).getTime() / 1000) : null);

function picker({ kind, field, initial, show, read, fallback }) {
  return (element, block, surface, naming) => {
    const entered = surface.enter(block, element, { [field]: element[initial] ?? null });
    const node = el("input", { type: kind, class: "text", ...named(element, naming, fallback) });
    node.value = show(entered[field]);
    node.addEventListener("change", async () => {
      const before = entered[field];
      if (await surface.changed(block, element, { [field]: read(node.value) }, node)) entered[field] = read(node.value);
      else node.value = show(before);
    });
    if (!element.timezone) return node;
    return el("span", { class: "zoned" }, node, el("span", { class: "quiet" }, element.timezone.replaceAll("_", " ")));
  };
}

const same = { show: (text) => text ?? "", read: (text) => text || null };

export const datePicker = picker({ kind: "date", field: "selected_date", initial: "initial_date", fallback: "Date", ...same });
export const timePicker = picker({ kind: "time", field: "selected_time", initial: "initial_time", fallback: "Time", ...same });
export const dateTimePicker = picker({
  kind: "datetime-local",
  field: "selected_date_time",
  initial: "initial_date_time",
  fallback: "Date and time",
  show: localMoment,
  read: unixMoment,
});
