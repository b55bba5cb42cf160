// Opening and closing of <dialog>: the focus comes back to where it was, and toasts stay above.

let toastHome = null;

/** The element in which something must stand to be seen above open dialogs. */
export const topmost = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;

/** Tells where toasts live, so that a closing dialog does not take them along. */
export function keepToasts(node) {
  toastHome = node;
}

/**
 * Shows a dialog as modal; answers a function that closes it with a return value.
 * onEscape: called instead of closing when Escape is pressed. onClose: after it is gone.
 */
export function openDialog(dialog, { onEscape, onClose }) {
  const cameFrom = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => {
    if (!onEscape || event.target !== dialog) return;
    event.preventDefault();
    onEscape();
  });
  dialog.addEventListener("close", (event) => {
    if (event.target !== dialog) return;
    if (toastHome && dialog.contains(toastHome)) document.body.append(toastHome);
    dialog.remove();
    if (cameFrom?.isConnected) cameFrom.focus({ preventScroll: true });
    onClose?.();
  });
  dialog.showModal();
  return (value) => dialog.open && dialog.close(value);
}
