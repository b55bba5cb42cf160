// The demo on this page: shows its bar, and follows it from person to person and place to place.

import { fetchDemo } from "../api.js";
import { channelLog } from "../channel.js";
import { workspace } from "../workspace.js";
import { drawBar, startBar } from "./bar.js";
import { endGesture } from "./gestures.js";

const READ_WITHIN = 3000;

let followed = "";
let moveTo = () => {};

/** onMove(who, channel, thread): the page goes there. */
export function startDemo({ onMove }) {
  moveTo = onMove;
  startBar();
}

export async function readDemo() {
  const { demo } = await fetchDemo();
  if (demo) drawDemo(demo);
}

/** Follows once at each step, so that whoever looks around meanwhile is left alone until the next. */
export function drawDemo(demo) {
  workspace.demo = demo;
  drawBar(demo);
  const step = `${demo.state}/${demo.run}/${demo.step}`;
  if (step === followed) return;
  followed = step;
  endGesture();
  if (demo.state !== "playing" || !demo.who) return;
  moveTo(demo.who, demo.channel, demo.thread);
  if (demo.card) showMessage(demo.card, performance.now() + READ_WITHIN);
  else channelLog.toEnd();
}

/** Scrolls to a message as soon as it is there: the channel may still be read. */
function showMessage(ts, until) {
  const entry = document.querySelector(`#messages [data-ts="${CSS.escape(ts)}"]`);
  if (entry) entry.scrollIntoView({ block: "nearest" });
  else if (performance.now() < until) requestAnimationFrame(() => showMessage(ts, until));
}
