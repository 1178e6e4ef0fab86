// #region server

import { createServer, skillFolder } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect, skillsOf } from "mortise";

// #region server
const folder = new URL("../skills/", import.meta.url);
const server = createServer({ name: "shop", version: "1.0.0" }).extend(await skillFolder(folder));
// #endregion

await using client = await connect(server);
const [entry] = await skillsOf(client).list();
assert.equal(entry?.uri, "skill://pay-back/SKILL.md");
assert.deepEqual(
  (await client.listResources()).map(({ name }) => name),
  ["pay-back"],
);
await server.close();
