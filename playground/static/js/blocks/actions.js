// A row of elements that are pressed or chosen in.

import { el } from "../dom.js";
import { elementNode } from "../elements/elements.js";
import { workspace } from "../workspace.js";

const isForMe = (element) => !element.visible_to_user_ids?.length || element.visible_to_user_ids.includes(workspace.me);

export function actionRow(block, elements, surface) {
  const nodes = elements.filter(isForMe).map((element) => elementNode(element, block, surface, {}));
  return el("div", { class: "block-actions" }, nodes);
}
