import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { EmptyCatalogue } from "./catalogue-types.ts";

const description = "d";
const customer = z.object({ name: z.string(), status: z.enum(["active", "closed"]) });

const shop = createServer({ name: "shop", version: "1" })
  .tool(
    "get",
    { description, input: z.object({ id: z.string() }), output: customer },
    ({ id }) => ({ name: id, status: "active" }),
  )
  .tool("count", { description }, () => ({ n: 1 }))
  .prompt("ask", { input: z.object({ topic: z.string().optional() }) }, () => "text");

interface Get {
  input: { id: string };
  output: { name: string; status: "active" | "closed" };
}
interface Count {
  input: Record<string, never>;
  output: { n: number };
}
interface Ask {
  input: { topic?: string | undefined };
}

test("a server's type is one object of what it offers", () => {
  expectTypeOf(createServer({ name: "a", version: "1" })).toEqualTypeOf<Server<EmptyCatalogue>>();
  expectTypeOf(shop["~catalogue"]).branded.toEqualTypeOf<{
    tools: { get: Get; count: Count };
    prompts: { ask: Ask };
  }>();
});

test("mounting and transforming give one object too", () => {
  const parent = createServer({ name: "p", version: "1" })
    .tool("own", { description }, () => "text")
    .mount("crm", shop)
    .mount(shop, {
      transform: { tools: { get: { name: "find" } }, prompts: { ask: { name: "put" } } },
    });
  expectTypeOf(parent["~catalogue"]).branded.toEqualTypeOf<{
    tools: {
      own: { input: Record<string, never>; output: unknown };
      count: Count;
      crm_get: Get;
      crm_count: Count;
      find: Get;
    };
    prompts: { put: Ask; crm_ask: Ask };
  }>();
});

test("the literals that a handler returns are those of the output schema", () => {
  createServer({ name: "a", version: "1" })
    .tool("sync", { description, output: customer }, () => ({ name: "", status: "closed" }))
    .tool("async", { description, output: customer }, async (_input, { signal }) => {
      if (signal.aborted) return { name: "", status: "closed" };
      return { name: "", status: "active" };
    });
});

test("a handler whose value does not fit the output schema does not compile", () => {
  const server = createServer({ name: "a", version: "1" });
  // @ts-expect-error Type 'number' is not assignable to type 'ToolReturn<{ name: … }>'.
  server.tool("number", { description, output: customer }, () => 5);
  // @ts-expect-error Property 'name' is missing.
  server.tool("missing", { description, output: customer }, () => ({ status: "active" }));
  // @ts-expect-error Type '"open"' is not assignable to type '"active" | "closed"'.
  server.tool("other", { description, output: customer }, () => ({ name: "", status: "open" }));
  // @ts-expect-error Type 'void' is not assignable.
  server.tool("nothing", { description, output: customer }, async () => {});
});
