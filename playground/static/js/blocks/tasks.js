// Plans and the tasks in them: what an app does step by step.

import { el } from "../dom.js";
import { link } from "../text/mentions.js";
import { richText } from "../text/rich.js";

const STATUS = { pending: ["○", "Pending"], in_progress: ["◐", "In progress"], complete: ["✓", "Complete"], error: ["!", "Error"] };

export function taskCard(block) {
  const [sign, word] = Object.hasOwn(STATUS, block.status) ? STATUS[block.status] : STATUS.pending;
  const mark = el("span", { class: `task-mark task-${block.status}`, role: "img", "aria-label": word }, sign);
  return el(
    "div",
    { class: "block-task", role: "group", "aria-label": block.title },
    el("div", { class: "task-head" }, mark, el("strong", {}, block.title)),
    part(block.details),
    part(block.output),
    block.sources?.length && el("div", { class: "task-sources" }, block.sources.map((source) => link(source.url, source.text))),
  );
}

const part = (block) => block && el("div", { class: "formatted task-part" }, richText(block.elements));

export function plan(block) {
  const tasks = (block.tasks ?? []).map((task) => el("li", {}, taskCard(task)));
  const done = (block.tasks ?? []).filter((task) => task.status === "complete").length;
  const count = el("span", { class: "quiet" }, ` ${done} of ${tasks.length} complete`);
  return el("details", { class: "block-plan", open: true }, el("summary", {}, el("strong", {}, block.title), tasks.length > 0 && count), el("ol", {}, tasks));
}
