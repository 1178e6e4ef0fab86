// #region listen

import assert from "node:assert/strict";
import { connect } from "mortise";
// #endregion

import { createServer } from "mortise";

let text = "first";
const server = createServer({ name: "board", version: "1.0.0" }).resource(
  "board://today",
  { description: "The notes on the board." },
  () => text,
);

// #region listen
await using client = await connect(server);
const changes = client.listen(
  { resourceSubscriptions: ["board://today"], toolsListChanged: true },
  { onAcknowledged: () => write("second") }, // from here on nothing is missed
);
for await (const { method, params } of changes) {
  if (method !== "notifications/resources/updated") continue;
  const { contents } = await client.readResource(String(params["uri"]));
  assert.deepEqual(contents, [{ uri: "board://today", mimeType: "text/plain", text: "second" }]);
  break; // ends the subscription
}
// #endregion

function write(next: string): void {
  text = next;
  server.resourceUpdated("board://today");
}
