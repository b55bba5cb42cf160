// The form that sets a fault of one's own.

import { setFault } from "../api.js";
import { el, freshId } from "../dom.js";

const KINDS = [
  ["error", "answers with an error"],
  ["ratelimited", "is rate limited (429)"],
  ["down", "is down (5xx)"],
  ["lost", "loses the connection"],
  ["latency", "is slow"],
  ["duplicate", "is delivered twice"],
];
const METHODS = ["*", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "conversations.open", "users.info", "apps.connections.open", "response_url", "upload", "download", "socket", "slash_commands", "interactive", "events_api", "payloads"];
/** Which kinds a field is for; those not named here are for all. */
const ONLY_FOR = { error: ["error"], status: ["down"], seconds: ["ratelimited", "latency", "duplicate"], when: ["error", "down", "lost", "latency"] };
const NUMBERS = new Set(["times", "lasts", "seconds", "nth", "status"]);

const methods = el("datalist", { id: "fault-methods" }, METHODS.map((name) => el("option", { value: name })));
const fields = {
  method: field("What", el("input", { class: "text", name: "method", list: "fault-methods", value: "chat.postMessage", required: true })),
  kind: field("Goes wrong how", choice("kind", KINDS)),
  error: field("Error code", el("input", { class: "text", name: "error", value: "internal_error" })),
  status: field("Status", choice("status", [["503", "503"], ["502", "502"], ["500", "500"]])),
  seconds: field("Seconds", number("seconds", "1", "0")),
  when: field("When", choice("when", [["before", "before the effect"], ["after", "after the effect"]])),
  times: field("How often", number("times", "1", "1", "until removed")),
  lasts: field("For seconds", number("lasts", "", "1", "until removed")),
  nth: field("From the nth on", number("nth", "", "1", "1")),
  where: field("Only where", el("input", { class: "text", name: "where", placeholder: '{"channel": "C0INCIDENTS"}', spellcheck: "false", autocapitalize: "off" })),
};
const trouble = el("p", { class: "fault-trouble", role: "alert" });

export const form = el(
  "form",
  { class: "fault-form", "aria-label": "Set a fault" },
  methods,
  Object.values(fields),
  trouble,
  el("button", { type: "submit", class: "button primary" }, "Set fault"),
);

form.addEventListener("input", fitFields);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  trouble.textContent = "";
  const asked = read();
  const answer = typeof asked === "string" ? { error: asked } : await setFault(asked);
  trouble.textContent = answer.error ?? "";
});
fitFields();

function field(label, control) {
  control.id = freshId("fault");
  return el("div", { class: "fault-field" }, el("label", { for: control.id }, label), control);
}

function choice(name, options) {
  return el("select", { class: "select", name }, options.map(([value, words]) => el("option", { value }, words)));
}

function number(name, value, min, placeholder = "") {
  return el("input", { class: "text", type: "number", name, value, min, step: name === "times" || name === "nth" ? "1" : "any", placeholder });
}

function fitFields() {
  const kind = form.elements.kind.value;
  for (const [name, kinds] of Object.entries(ONLY_FOR)) fields[name].hidden = !kinds.includes(kind);
}

/** The fault as it is asked for; a sentence when it cannot be read. */
function read() {
  const asked = {};
  for (const [name, node] of Object.entries(fields)) {
    const { value } = form.elements[name];
    if (node.hidden || value === "") continue;
    asked[name] = NUMBERS.has(name) ? Number(value) : value;
  }
  try {
    if (asked.where) asked.where = JSON.parse(asked.where);
  } catch {
    return 'Only where: JSON is wanted, like {"channel": "C0INCIDENTS"}';
  }
  return asked;
}
