// #region file
import assert from "node:assert/strict";
import { forEachWire } from "mortise/testing";

const file = new URL("./first-server.ts", import.meta.url);

await forEachWire(file, async (client) => {
  const tools = await client.listTools();
  assert.ok(tools.length > 0);
});
// #endregion
