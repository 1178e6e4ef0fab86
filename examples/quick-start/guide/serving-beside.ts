// #region beside

import { listen } from "mortise";
import server from "./first-server.ts";
// #endregion

import assert from "node:assert/strict";

// #region beside
await using listening = await listen(server, {
  port: 0,
  health: { live: "/healthz", ready: "/readyz" }, // the default; false turns both off
  fallback: (request, response) => {
    response.statusCode = request.url === "/" ? 200 : 404;
    response.end(request.url === "/" ? "MCP is at /mcp" : "Nothing here");
  },
});
// #endregion

const { origin } = new URL(listening.url);
assert.equal(await (await fetch(origin)).text(), "MCP is at /mcp");
assert.equal((await fetch(`${origin}/other`)).status, 404);
assert.equal(await (await fetch(`${origin}/readyz`)).text(), "ready");
