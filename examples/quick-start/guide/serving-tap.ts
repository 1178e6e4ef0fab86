// #region tap

import { listen } from "mortise";
import server from "./first-server.ts";
// #endregion

// #region memory

import { connect, createMemoryTransport } from "mortise";
// #endregion

import assert from "node:assert/strict";

const lines: string[] = [];
const write = (line: string): number => lines.push(line);

// #region tap
await using listening = await listen(server, {
  port: 0,
  tap: (frame) => {
    const what = frame.kind === "data" ? String(frame.data) : frame.kind;
    write(`${frame.sequence} ${frame.direction} ${what}`);
  },
});
// #endregion

await using client = await connect(listening.url, { revision: "2026-07-28" });
await client.callTool("greet", { name: "Ada" });
assert.match(lines.join("\n"), /received request-head\n\d+ received \{.*"name":"greet"/);
assert.match(lines.join("\n"), /sent response-head\n\d+ sent \{.*Hello, Ada!/);

// #region memory
const transport = createMemoryTransport(server, { tap: (frame) => write(frame.kind) });
await using inMemory = await connect(transport);
// #endregion
assert.equal((await inMemory.callTool("greet", { name: "Ada" })).text, "Hello, Ada!");
