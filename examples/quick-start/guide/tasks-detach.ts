// #region detach

import { createServer, ToolError } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mortise";

process.chdir(mkdtempSync(join(tmpdir(), "mortise-guide-")));
let attempts = 0;

// #region detach
const server = createServer({
  name: "reports",
  version: "1.0.0",
  tasks: tasks({ database: process.env["DATABASE_URL"] }), // without it, a file here
}).tool(
  "report",
  {
    description: "Counts the rows of a table; large tables take minutes.",
    input: z.object({ table: z.string() }),
    task: { start: "detach", attempts: 5, backoff: "100ms", ttl: "2h", perOwner: 2 },
  },
  async ({ table }, ctx) => {
    const rows = await ctx.step("size", () => sizeOf(table));
    if (rows < 1_000) return `${rows} rows`; // at once, in the request
    await ctx.detach(); // from here on in a task
    return ctx.step("count", () => count(table));
  },
);
// #endregion

function sizeOf(table: string): number {
  return table === "customers" ? 12 : 1_000_000;
}

function count(table: string): string {
  attempts += 1;
  // #region again
  if (isBusy()) throw new ToolError("The warehouse is busy", { retryAfterMs: 200 });
  // #endregion
  return `${table} was counted`;
}

function isBusy(): boolean {
  return attempts < 3;
}

const begun: string[] = [];
const onTask = ({ id }: { readonly id: string }): void => void begun.push(id);
await using client = await connect(server);
const small = await client.callTool("report", { table: "customers" }, { onTask });
assert.equal(small.text, "12 rows");
assert.deepEqual(begun, []);
const large = await client.callTool("report", { table: "events" }, { onTask });
assert.equal(large.text, "events was counted");
assert.equal(begun.length, 1);
assert.equal(attempts, 3);
await client.close();
await server.close(); // its engine keeps the process alive
