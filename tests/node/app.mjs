// A small app of @slack/bolt, in Socket Mode or behind its HTTP receiver: the other side of test_official_clients.py.
// node app.mjs <url of the playground> socket | http   ; writes one line of JSON when it listens: {"port": n | null}

import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from "@slack/bolt";

const [url, mode] = process.argv.slice(2);
const clientOptions = { slackApiUrl: `${url}/api/` };
const HERE = "C0INCIDENTS";
const logLevel = LogLevel.WARN;

const receiver =
  mode === "http"
    ? new HTTPReceiver({ signingSecret: "playground-signing-secret", logLevel })
    : new SocketModeReceiver({ appToken: "xapp-playground", installerOptions: { clientOptions }, clientPingTimeout: 300, logLevel });
const app = new App({ token: "xoxb-playground", receiver, clientOptions, logLevel });

const plain = (text) => ({ type: "plain_text", text });
const button = (action_id) => ({ type: "button", action_id, value: "1", text: plain(action_id) });
const form = {
  type: "modal",
  callback_id: "declare",
  title: plain("Declare"),
  submit: plain("Declare"),
  blocks: [{ type: "input", block_id: "title", label: plain("Title"), element: { type: "plain_text_input", action_id: "typed" } }],
};

app.command("/incident", async ({ ack, command, client }) => {
  await ack(`Heard ${command.text}`);
  const card = [{ type: "actions", elements: [button("acknowledge"), button("edit")] }];
  await client.chat.postMessage({ channel: HERE, text: `Card of ${command.text}`, blocks: card });
});

app.action("acknowledge", async ({ ack, respond, body }) => {
  await ack();
  await respond({ text: `Yours, <@${body.user.id}>`, replace_original: false });
});

const open = async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
};
app.action("edit", open);
app.shortcut("declare", open);

app.view("declare", async ({ ack, view, client }) => {
  const title = view.state.values.title.typed.value;
  if (title.length < 3) return ack({ response_action: "errors", errors: { title: "Too short" } });
  await ack();
  await client.chat.postMessage({ channel: HERE, text: `Declared ${title}` });
});

app.event("app_mention", async ({ event, client, say }) => {
  await client.reactions.add({ channel: event.channel, timestamp: event.ts, name: "eyes" });
  await say({ text: "You called?", thread_ts: event.ts });
});

app.event("reaction_added", async ({ event, client }) => {
  if (event.reaction !== "page_facing_up") return;
  await client.files.uploadV2({ channel_id: event.item.channel, filename: "timeline.txt", content: "14:02 declared" });
});

app.event("app_home_opened", async ({ event, client }) => {
  const blocks = [{ type: "section", text: plain(`Home of ${event.user}`) }];
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
});

app.error(async (error) => console.error(error));

await app.client.conversations.join({ channel: HERE });
const server = await app.start(0);
process.stdout.write(`${JSON.stringify({ port: mode === "http" ? server.address().port : null })}\n`);
