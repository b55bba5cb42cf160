// Every request of the page. Nothing else calls fetch.

import { forgetErrors } from "./toasts.js";
import { workspace } from "./workspace.js";

const UNREACHABLE = { ok: false, error: "The playground cannot be reached." };

async function ask(path, options) {
  try {
    const response = await fetch(path, options);
    return await response.json();
  } catch {
    return UNREACHABLE;
  }
}

function post(path, body) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: workspace.me, ...body }),
  });
}

/** Posts what the person does; when it worked, the errors of before go away. */
async function act(path, body) {
  const answer = await post(path, body);
  if (answer.ok && !answer.failed) forgetErrors();
  return answer;
}

function get(path, query) {
  const asked = new URLSearchParams({ as: workspace.me });
  for (const [name, value] of Object.entries(query ?? {})) if (value) asked.set(name, value);
  return ask(`${path}?${asked}`);
}

export const fetchState = () => get("/page/state");
export const fetchMessages = (channel, thread_ts) => get("/page/messages", { channel, thread_ts });
export const sendText = (channel, text, thread_ts, broadcast) =>
  act("/page/send", { channel, text, ...(thread_ts && { thread_ts, broadcast }) });
export const sendAction = (action) => act("/page/action", action);
export const submitView = (view_id, state) => act("/page/view/submit", { view_id, state });
export const closeView = (view_id) => post("/page/view/close", { view_id });
export const markRead = (channel, ts) => post("/page/mark", { channel, ts });
export const fetchLetters = () => get("/page/letters");
export const fetchLetter = (id) => get("/page/letter", { id });
export const fetchViews = () => get("/page/views");
export const dismiss = (channel, ts) => post("/page/dismiss", { channel, ts });
/** Uploads a file that is shared nowhere: {ok, files: [file object]}. */
export async function uploadFile(file) {
  const begun = await post("/page/upload", { filename: file.name, length: file.size });
  if (!begun.ok) return begun;
  const sent = await fetch(new URL(begun.upload_url).pathname, { method: "POST", body: file }).catch(() => null);
  if (!sent?.ok) return { ok: false, error: "The file could not be sent." };
  return post("/page/share", { files: [{ id: begun.file_id, title: file.name }] });
}

export const openHome = (tab) => act("/page/home", { tab });
export const runShortcut = (shortcut) => act("/page/shortcut", shortcut);
export const fetchOptions = (query) => post("/page/options", query);
export const react = (channel, ts, name, on) => act("/page/react", { channel, ts, name, on });
export const pin = (channel, ts, on) => act("/page/pin", { channel, ts, on });
export const fetchPins = (channel) => get("/page/pins", { channel });
export const editMessage = (channel, ts, text) => act("/page/edit", { channel, ts, text });
export const deleteMessage = (channel, ts) => act("/page/delete", { channel, ts });
export const markUnread = (channel, ts) => post("/page/unread", { channel, ts });
export const changeChannel = (change) => act("/page/channel", change);
export const changeBookmark = (channel, change) => act("/page/bookmark", { channel, ...change });

/** Uploads a file of the computer; answers {id, title} for sharing, or {error}. */
export async function upload(file) {
  const begun = await post("/page/upload", { filename: file.name, length: file.size });
  if (!begun.ok) return { error: begun.error };
  try {
    const { pathname } = new URL(begun.upload_url);
    const response = await fetch(pathname, { method: "POST", body: file });
    return response.ok ? { id: begun.file_id, title: file.name } : { error: await response.text() };
  } catch {
    return UNREACHABLE;
  }
}

export const shareFiles = (channel, files, text, thread_ts) =>
  act("/page/share", { channel, files, text, ...(thread_ts && { thread_ts }) });

/** What the playground itself is told, not the workspace: who acts does not matter. */
async function control(path, method, body) {
  const options = { method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) };
  try {
    const response = await fetch(path, options);
    return response.ok ? await response.json() : { ok: false, error: await response.text() };
  } catch {
    return UNREACHABLE;
  }
}

export const fetchExchanges = () => control("/page/exchanges", "GET");
export const fetchExchange = (id) => control(`/page/exchanges/${id}`, "GET");
export const fetchFaults = () => control("/control/faults", "GET");
export const setFault = (fault) => control("/control/faults", "POST", fault);
export const removeFault = (id) => control(`/control/faults/${id}`, "DELETE");
export const clearFaults = () => control("/control/faults", "DELETE");
export const pull = (lever, body) => control(`/control/${lever}`, "POST", body);
export const fetchDemo = () => get("/page/demo");
export const steerDemo = (act) => post("/page/demo", { act });
