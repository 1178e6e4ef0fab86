// #region ask

import { createServer } from "mortise";
import { z } from "zod";
// #endregion

// #region answer

import { connect } from "mortise";
// #endregion

import assert from "node:assert/strict";

// #region ask
const server = createServer({ name: "tables", version: "1.0.0" }).tool(
  "book_table",
  { description: "Book a table.", input: z.object({ restaurant: z.string() }) },
  async ({ restaurant }, ctx) => {
    const answer = await ctx.elicit("details", {
      message: `How many of you, and when, at ${restaurant}?`,
      schema: z.object({ guests: z.number().int().min(1), evening: z.boolean().default(true) }),
    });
    if (answer.action !== "accept") return "Nothing was booked.";
    return { restaurant, ...answer.content };
  },
);
// #endregion

// #region answer
await using client = await connect(server, {
  elicit: async ({ message }) => {
    process.stdout.write(`${message}\n`); // show it, with a form made of its requestedSchema
    return { action: "accept", content: { guests: 4 } };
  },
});
const { structured } = await client.callTool("book_table", { restaurant: "Oak" });
// #endregion
assert.deepEqual(structured, { restaurant: "Oak", guests: 4, evening: true });

await using legacy = await connect(server, {
  revision: "2025-11-25",
  elicit: async () => ({ action: "accept", content: { guests: 2, evening: false } }),
});
assert.deepEqual((await legacy.callTool("book_table", { restaurant: "Elm" })).structured, {
  restaurant: "Elm",
  guests: 2,
  evening: false,
});

await using rude = await connect(server, { elicit: async () => ({ action: "decline" }) });
assert.equal(
  (await rude.callTool("book_table", { restaurant: "Oak" })).text,
  "Nothing was booked.",
);
