import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, MortiseError } from "mortise";
import { z } from "zod";
import { assertQuoted } from "./page.ts";

const server = createServer({ name: "work", version: "1.0.0" })
  .tool(
    "wait",
    { description: "Wait.", input: z.object({ job: z.string() }) },
    async (_input, ctx) => {
      ctx.progress(1, 2, "half way");
      await once(ctx.signal, "abort");
    },
  )
  .tool(
    "add",
    {
      description: "Add two numbers.",
      input: z.object({ a: z.number(), b: z.number() }),
      output: z.object({ sum: z.number() }),
    },
    ({ a, b }) => ({ sum: a + b }),
  );

await using client = await connect(server, { timeout: "30s" }); // for each request
// #region typed
const { structured, text, isError } = await client.callTool("add", { a: 2, b: 3 });
const sum: number | undefined = structured?.sum;
// #endregion
assert.deepEqual([sum, text, isError], [5, '{"sum":5}', false]);

// #region abort
const stop = new AbortController();
const call = client.callTool(
  "wait",
  { job: "report" },
  {
    signal: stop.signal, // the server's ctx.signal aborts with it
    timeout: "2m",
    onProgress: ({ progress, total, message }) => {
      process.stdout.write(`${progress} of ${total}: ${message}\n`);
      stop.abort();
    },
  },
);
// #endregion
await assert.rejects(call, (error) => {
  assert.ok(MortiseError.is(error));
  assert.equal(error.code, "ABORTED");
  assertQuoted("clients.md", error.message);
  return true;
});
await assert.rejects(client.callTool("wait", { job: "x" }, { timeout: "20ms" }), (error) => {
  assert.ok(MortiseError.is(error));
  assert.equal(error.code, "TIMEOUT");
  assertQuoted("clients.md", error.message);
  return true;
});
