// Opening and closing of <dialog>: the focus comes back to where it was, and what must stay above them does.

import { rememberFocus } from "./focus.js";

/** What must be seen and used above open dialogs, and where it stands when none is open. */
const above = new Map();

/** Keeps an element within reach: a modal dialog makes all that is not in it inert. */
export function keepAbove(node, home) {
  above.set(node, home);
}

const isAbove = (node) => [...above.keys()].some((one) => one.contains(node));

function raise() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  for (const [node, home] of above) move(node, dialog ?? home);
}

function move(node, host) {
  if (node.parentElement === host) return;
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  host.append(node);
  focused?.focus({ preventScroll: true });
}

/**
 * Shows a dialog as modal; answers a function that closes it with a return value.
 * onEscape: called instead of closing when Escape is pressed. onClose: after it is gone.
 */
export function openDialog(dialog, { onEscape, onClose }) {
  const cameFrom = document.activeElement;
  const goBack = rememberFocus();
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => {
    if (!onEscape || event.target !== dialog) return;
    event.preventDefault();
    onEscape();
  });
  dialog.addEventListener("close", (event) => {
    if (event.target !== dialog) return;
    raise();
    dialog.remove();
    goBack();
    onClose?.();
  });
  dialog.showModal();
  raise();
  if (isAbove(cameFrom)) cameFrom.focus();
  return (value) => dialog.open && dialog.close(value);
}
