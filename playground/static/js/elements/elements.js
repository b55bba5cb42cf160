// Which element is drawn by whom. `naming` says how the control gets its accessible name and description.

import { el } from "../dom.js";
import { imageNode } from "../blocks/image.js";
import { button, feedback, iconButton } from "./buttons.js";
import { checkboxes, radioButtons } from "./choices.js";
import { dateTimePicker, datePicker, timePicker } from "./dates.js";
import { multiSelect } from "./multi.js";
import { overflow } from "./overflow.js";
import { fileInput } from "./files.js";
import { richTextInput } from "./rich.js";
import { searchSelect } from "./search.js";
import { select } from "./selects.js";
import { numberInput, textInput } from "./texts.js";

const ELEMENTS = {
  button,
  workflow_button: button,
  icon_button: iconButton,
  feedback_buttons: feedback,
  overflow,
  image: (element) => imageNode(element),
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: searchSelect,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
  multi_external_select: multiSelect,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: numberInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
};

const CONTROLS = "button, input, select, textarea, [contenteditable]";

/** The node of an element; naming: {id, labelledBy, describedBy, required} in an input block, {label} elsewhere. */
export function elementNode(element, block, surface, naming) {
  const draw = Object.hasOwn(ELEMENTS, element.type) && ELEMENTS[element.type];
  if (!draw) return el("span", { class: "block-unknown" }, `A “${element.type}”, which is not shown here.`);
  const node = draw(element, block, surface, naming);
  const focused = node.matches(CONTROLS) ? node : node.querySelector(CONTROLS);
  if (focused) focused.dataset.focus = `${block.block_id}/${element.action_id}`;
  if (element.focus_on_load) focused?.setAttribute("autofocus", "");
  return node;
}
