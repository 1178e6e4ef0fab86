import assert from "node:assert/strict";
import { connect, createServer } from "mortise";
import { z } from "zod";

const search = createServer({ name: "search", version: "1.0.0" }).tool(
  "query",
  {
    description: "Run a query.",
    input: z.object({ q: z.string(), limit: z.number(), tenant: z.string() }),
  },
  (given) => given,
);

// #region transform
const shown = search.transform({
  tools: {
    query: {
      name: "search_orders",
      description: "Find orders by words in them.",
      arguments: {
        q: { name: "words", description: "Words that the order holds." },
        limit: { default: 20 },
        tenant: { hide: true, value: ({ auth }) => auth?.id ?? "public" },
      },
    },
  },
});
// #endregion

await using client = await connect(shown);
const { structured } = await client.callTool("search_orders", { words: "blue chair" });
assert.deepEqual(structured, { q: "blue chair", limit: 20, tenant: "public" });

// #region function
search.transform({
  tools: ({ description, annotations }) =>
    annotations?.readOnlyHint ? undefined : { description: `Changes things. ${description}` },
});
// #endregion
assert.equal(
  (await client.listTools())[0]?.description,
  "Changes things. Find orders by words in them.",
);
