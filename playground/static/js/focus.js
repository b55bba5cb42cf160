// Where the focus was, so that it can come back though what had it was drawn anew.

const actionOf = (key) => key.slice(key.indexOf("/") + 1);

/** The control of that key in a message or form, or the one that does the same: a bot's blocks get new ids when it edits. */
export function sameControl(root, key) {
  const all = [...root.querySelectorAll("[data-focus]")];
  return all.find((one) => one.dataset.focus === key) ?? all.find((one) => actionOf(one.dataset.focus) === actionOf(key));
}

/** Answers a function that gives the focus back, and says whether it could. */
export function rememberFocus() {
  const node = document.activeElement;
  const key = node?.dataset.focus;
  const [entry, log] = [node?.closest("[data-ts]"), node?.closest("[role=log]")];
  return () => {
    const drawn = entry && log?.querySelector(`[data-ts="${CSS.escape(entry.dataset.ts)}"]`);
    const target = node?.isConnected ? node : drawn && ((key && sameControl(drawn, key)) ?? drawn.querySelector("article"));
    if (!target || target === document.body) return false;
    target.focus({ preventScroll: true });
    return true;
  };
}
