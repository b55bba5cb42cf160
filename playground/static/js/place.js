// Where the reader is: the hash keeps the channel and the thread, ?as= keeps who acts.

export const placeOf = (channel, thread) => `#/${channel}${thread ? `/${thread}` : ""}`;

const TABS = new Set(["home", "about"]);

/** {channel, thread, tab} of the address; channel and thread may be missing. */
export function currentPlace() {
  const [, channel = "", inside = ""] = decodeURIComponent(location.hash).split("/");
  return TABS.has(inside) ? { channel, thread: "", tab: inside } : { channel, thread: inside, tab: "messages" };
}

export const go = (channel, thread) => (location.hash = placeOf(channel, thread));

/** Corrects the address without a step in the history. */
export function replacePlace(channel, thread) {
  history.replaceState(null, "", placeOf(channel, thread));
}

export function keepActor(id, channel, thread) {
  const address = new URL(location.href);
  address.searchParams.set("as", id);
  address.hash = placeOf(channel, thread);
  history.pushState(null, "", address);
}

/** The address of a message, as Slack forms it. */
export function permalink(channel, message) {
  const link = `${location.origin}/archives/${channel}/p${message.ts.replace(".", "")}`;
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  return isReply ? `${link}?thread_ts=${message.thread_ts}&cid=${channel}` : link;
}
