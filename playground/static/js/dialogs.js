// Opening and closing of <dialog>: the focus comes back to where it was, and toasts stay above.

let toasts = null;
let toastHome = document.body;

/** The element in which toasts must stand to be seen above open dialogs. */
export const topmost = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? toastHome;

/** Tells where toasts live, so that a closing dialog does not take them along. */
export function keepToasts(node, home) {
  toasts = node;
  toastHome = home;
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
    if (toasts && dialog.contains(toasts)) toastHome.append(toasts);
    dialog.remove();
    if (cameFrom?.isConnected) cameFrom.focus({ preventScroll: true });
    onClose?.();
  });
  dialog.showModal();
  return (value) => dialog.open && dialog.close(value);
}
