import assert from "node:assert/strict";

// #region server
import type { RequestContext } from "mortise";
import { createServer, ErrorCode, ProtocolError, serve } from "mortise";
import { z } from "zod";

// #endregion

const stock = new Map([["A1", 3]]);

// #region server
function makeServer() {
  const server = createServer({ name: "stock", version: "1.0.0" });
  server.tool(
    "count",
    { description: "Count an article.", input: z.object({ sku: z.string() }) },
    async ({ sku }, ctx) => {
      await audit(sku, ctx);
      const count = stock.get(sku);
      if (count === undefined)
        throw new ProtocolError(ErrorCode.InvalidParams, `No article ${sku}`);
      return { content: [{ type: "text", text: String(count) }] };
    },
  );
  return server;
}

async function audit(sku: string, ctx: RequestContext) {
  ctx.signal.throwIfAborted();
  ctx.progress(1, 1);
  ctx.log.info({ counted: sku });
}

await serve(makeServer());

// #endregion

import { connect } from "mortise";

await using client = await connect(makeServer());
const progress: number[] = [];
const counted = await client.callTool(
  "count",
  { sku: "A1" },
  { onProgress: (each) => void progress.push(each.progress) },
);
assert.equal(counted.text, "3");
assert.deepEqual(progress, [1]);
await assert.rejects(client.callTool("count", { sku: "B2" }), { code: -32602 });
