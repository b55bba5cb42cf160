// The confirm dialog that stands before an action.

import { el, freshId } from "../dom.js";
import { openDialog } from "../dialogs.js";
import { plain, textNode } from "../text/objects.js";

/** Shows Slack's confirm object; resolves to true when the person goes on. */
export function confirmed(confirm) {
  return new Promise((resolve) => {
    const title = el("h2", { id: freshId("confirm"), class: "dialog-title" }, plain(confirm.title) || "Are you sure?");
    const style = confirm.style === "danger" ? "danger" : "primary";
    const yes = el("button", { type: "button", class: `button ${style}` }, plain(confirm.confirm) || "Yes");
    const no = el("button", { type: "button", class: "button" }, plain(confirm.deny) || "Cancel");
    const body = el("div", { class: "dialog-body" }, textNode(confirm.text));
    const foot = el("div", { class: "dialog-foot" }, no, yes);
    const dialog = el("dialog", { class: "dialog confirm", "aria-labelledby": title.id }, title, body, foot);
    const close = openDialog(dialog, { onClose: () => resolve(dialog.returnValue === "yes") });
    yes.addEventListener("click", () => close("yes"));
    no.addEventListener("click", () => close("no"));
    (style === "danger" ? no : yes).focus();
  });
}
