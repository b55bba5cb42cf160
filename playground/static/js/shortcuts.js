// The menu beside the composer: the app's global shortcuts, and its commands.

import { runShortcut } from "./api.js";
import { el, icon } from "./dom.js";
import { menuOpener } from "./menu.js";
import { toast } from "./toasts.js";
import { workspace } from "./workspace.js";

/** begin(text): writes the beginning of a command into the composer. */
export function shortcutsMenu(begin) {
  const items = () => [...shortcutItems(), ...commandItems(begin)];
  const { opener, menu } = menuOpener({ label: "Shortcuts", face: icon("plus"), items, attributes: { class: "icon-button", title: "Shortcuts" } });
  return el("span", { class: "shortcuts" }, opener, menu);
}

function shortcutItems() {
  const found = workspace.shortcuts.filter((one) => one.type === "global");
  const items = found.map((one) => ({ label: one.name, description: one.description, pick: () => run(one) }));
  return items.length ? [{ heading: "Shortcuts" }, ...items] : [];
}

function commandItems(begin) {
  const items = workspace.commands.map((one) => ({ label: one.command, description: one.description, pick: () => begin(`${one.command} `) }));
  return items.length ? [{ heading: "Commands" }, ...items] : [];
}

async function run(shortcut) {
  const answer = await runShortcut({ callback_id: shortcut.callback_id });
  if (!answer.ok) toast("error", answer.error ?? "The shortcut could not be run.");
}
