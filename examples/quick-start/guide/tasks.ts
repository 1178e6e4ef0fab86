// #region first

import { createServer } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";
// #endregion

// #region await

import { connect } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

process.chdir(mkdtempSync(join(tmpdir(), "mortise-guide-")));
const written: string[] = [];

// #region first
const server = createServer({ name: "desk", version: "1.0.0", tasks: tasks() }).tool(
  "export_history",
  {
    description: "Exports the history of a customer to a file.",
    input: z.object({ customer: z.string() }),
    task: true,
  },
  async ({ customer }, ctx) => {
    const tickets = await ctx.step("tickets", () => fetchTickets(customer, ctx.signal));
    ctx.progress(1, 2, `${tickets.length} tickets`);
    const answer = await ctx.elicit("approve", {
      message: `Export ${tickets.length} tickets of ${customer}?`,
      schema: z.object({ approve: z.boolean() }),
    });
    if (answer.action !== "accept" || !answer.content.approve) return "Nothing was exported.";
    return ctx.step("write", () => writeFile(customer, tickets));
  },
);
// #endregion

async function fetchTickets(customer: string, signal: AbortSignal): Promise<string[]> {
  signal.throwIfAborted();
  return [`${customer}-1`, `${customer}-2`];
}

function writeFile(customer: string, tickets: readonly string[]): string {
  written.push(customer);
  return `${tickets.length} tickets of ${customer} written`;
}

// #region await
await using client = await connect(server, {
  elicit: async () => ({ action: "accept", content: { approve: true } }),
});
const { text } = await client.callTool(
  "export_history",
  { customer: "C-1042" },
  { onTask: ({ id }) => process.stdout.write(`the task ${id} has begun\n`) },
);
// #endregion
assert.equal(text, "2 tickets of C-1042 written");
assert.deepEqual(written, ["C-1042"]);
await client.close();
await server.close(); // its engine keeps the process alive
