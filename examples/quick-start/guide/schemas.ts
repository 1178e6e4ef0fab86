import assert from "node:assert/strict";

// #region schemas

import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import { connect, createServer } from "mortise";
import * as v from "valibot";
import { z } from "zod";
// #endregion
import { assertQuoted } from "./page.ts";

// #region schemas
const add = ({ a, b }: { a: number; b: number }) => ({ sum: a + b });

const server = createServer({ name: "adder", version: "1.0.0" })
  .tool("zod", { description: "Add.", input: z.object({ a: z.number(), b: z.number() }) }, add)
  .tool("arktype", { description: "Add.", input: type({ a: "number", b: "number" }) }, add)
  .tool(
    "valibot",
    {
      description: "Add.",
      input: toStandardJsonSchema(v.object({ a: v.number(), b: v.number() })),
    },
    add,
  )
  .tool(
    "plain",
    {
      description: "Add.",
      input: {
        type: "object",
        properties: { a: { type: "number" }, b: { type: "number" } },
        required: ["a", "b"],
      } as const,
    },
    (input) => ({ sum: Number(input["a"]) + Number(input["b"]) }),
  );
// #endregion

await using client = await connect(server);
for (const name of ["zod", "arktype", "valibot"] as const) {
  assert.deepEqual((await client.callTool(name, { a: 2, b: 3 })).structured, { sum: 5 });
}
assert.deepEqual((await client.callTool("plain", { a: 2, b: 3 })).structured, { sum: 5 });

// #region repairs
const logging = createServer({ name: "logging", version: "1.0.0" }).tool(
  "repeat",
  {
    description: "Repeat a word.",
    input: z.object({ word: z.string(), times: z.number().int().max(5).default(2) }),
  },
  ({ word, times }, ctx) => {
    for (const { path, from, to } of ctx.request.repairs) ctx.log.info({ path, from, to });
    return word.repeat(times);
  },
);
// #endregion

await using other = await connect<unknown>(logging);
const repaired = await other.callTool("repeat", { word: "ha", times: "3" });
assert.equal(repaired.text, "hahaha");
assert.equal((await other.callTool("repeat", { word: "ha" })).text, "haha");
assert.deepEqual(repaired.meta?.["dev.mortise/repaired"], [{ path: "times", from: "3", to: 3 }]);
const wrong = await other.callTool("repeat", { word: "ha", times: 9 });
assertQuoted("servers.md", wrong.text);
