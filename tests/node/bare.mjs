// @slack/socket-mode and @slack/web-api without Bolt: acknowledges by hand and counts its connections.
// node bare.mjs <url of the playground>   ; writes a line of JSON for each thing that happens to it

import { SocketModeClient } from "@slack/socket-mode";
import { WebClient } from "@slack/web-api";

const clientOptions = { slackApiUrl: `${process.argv[2]}/api/` };
const sockets = new SocketModeClient({ appToken: "xapp-playground", clientOptions, clientPingTimeout: 300, logLevel: "error" });
const web = new WebClient("xoxb-playground", clientOptions);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

sockets.on("connected", () => tell({ connected: true }));
sockets.on("slash_commands", async ({ ack, body, envelope_id, accepts_response_payload }) => {
  await ack({ text: `By hand: ${body.text}` });
  tell({ command: body.text, envelope_id, accepts_response_payload });
});
sockets.on("slack_event", async ({ ack, type, body, retry_num, retry_reason }) => {
  if (type !== "events_api") return;
  if (retry_num < 1) return tell({ refused: body.event.type, retry_num });
  await ack();
  tell({ event: body.event.type, event_id: body.event_id, retry_num, retry_reason });
});

await web.auth.test();
await sockets.start();
