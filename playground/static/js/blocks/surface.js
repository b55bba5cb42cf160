// A surface is one message or one view: it remembers what was entered in it and sends what was pressed.

import { sendAction } from "../api.js";
import { confirmed } from "../elements/confirm.js";
import { toast } from "../toasts.js";

const keyOf = (block, element) => `${block.block_id}/${element.action_id}`;

export class Surface {
  /** address: {channel, ts} of a message, or {view_id}. entered: values of before, {block_id: {action_id: value}}. */
  constructor(address, entered = {}) {
    this.address = address;
    this.values = new Map();
    this.fields = new Map();
    for (const [block_id, actions] of Object.entries(entered)) {
      for (const [action_id, value] of Object.entries(actions)) this.values.set(keyOf({ block_id }, { action_id }), value);
    }
  }

  /** Forgets which fields there are, not what was entered: called before the blocks are drawn anew. */
  redrawn() {
    this.fields = new Map();
  }

  /** Enters a field of the surface; answers what stands in it: what was entered before, else `initial`. */
  enter(block, element, initial) {
    const key = keyOf(block, element);
    const before = this.values.get(key);
    const value = before?.type === element.type ? before : { type: element.type, ...initial };
    this.values.set(key, value);
    this.fields.set(key, { block, element });
    return value;
  }

  /** The entered values as Slack sends them: {values: {block_id: {action_id: value}}}. */
  state() {
    const values = {};
    for (const [key, { block, element }] of this.fields) {
      values[block.block_id] ??= {};
      values[block.block_id][element.action_id] = this.values.get(key);
    }
    return { values };
  }

  /** A field has a new value. Outside of input blocks, or with dispatch_action, the bot hears of it at once. */
  async changed(block, element, value, control) {
    const key = keyOf(block, element);
    const before = this.values.get(key);
    this.values.set(key, { type: element.type, ...value });
    if (block.type === "input" && !block.dispatch_action) return true;
    const sent = await this.act(block, element, value, control);
    if (!sent) this.values.set(key, before);
    return sent;
  }

  /** Types into a field without telling anybody. */
  note(block, element, value) {
    this.values.set(keyOf(block, element), { type: element.type, ...value });
  }

  /** Sends block_actions, after the confirm dialog if there is one; false when the person thought better of it. */
  async act(block, element, value, control) {
    if (element.confirm && !(await confirmed(element.confirm))) return false;
    const action = { block_id: block.block_id, action_id: element.action_id, element: { type: element.type, ...value } };
    setBusy(control, true);
    const answer = await sendAction({ ...this.address, ...action, state: this.state() });
    setBusy(control, false);
    if (!answer.ok) toast("error", answer.error ?? "That did not work.");
    return answer.ok;
  }
}

function setBusy(control, busy) {
  control?.classList.toggle("busy", busy);
  if (busy) control?.setAttribute("aria-busy", "true");
  else control?.removeAttribute("aria-busy");
}
