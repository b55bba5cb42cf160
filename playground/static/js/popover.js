// Where a popover stands: beside what opened it, and always inside the window.

const GAP = 6;

export function placeBeside(popover, opener) {
  const anchor = opener.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const top = below + height > innerHeight - GAP ? Math.max(GAP, anchor.top - GAP - height) : below;
  const left = Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP));
  popover.style.top = `${top}px`;
  popover.style.left = `${left}px`;
}
