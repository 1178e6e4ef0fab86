import type { Client } from "mortise";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTemporarySchema } from "../database/temporary-schema.ts";
import type server from "./customers.ts";
import { connectToServer } from "./server-process.ts";

const schema = await createTemporarySchema();
const backends: [name: string, url: string | undefined][] = [
  ["SQLite in memory", ""],
  ["PostgreSQL", schema?.url],
];

afterAll(async () => {
  await schema?.drop();
});

/** Starts the server with this database. */
function start(url: string): Promise<Client<typeof server>> {
  return connectToServer<typeof server>("customers.ts", { DATABASE_URL: url });
}

/** Calls a tool that must fail, and gives what the model reads. */
async function failing(client: Client, name: string, args: Record<string, unknown>) {
  const result = await client.callTool(name, args);
  expect(result.isError, result.text).toBe(true);
  return JSON.parse(result.text) as Record<string, unknown> & { error: string };
}

for (const [name, url] of backends) {
  describe.skipIf(url === undefined)(`on ${name}`, () => {
    let client: Client<typeof server>;

    beforeAll(async () => {
      client = await start(url ?? "");
    });

    afterAll(() => client.close());

    test("U+0000 in a search is a wrong argument", async () => {
      expect(await failing(client, "search_customers", { query: "a\0" })).toMatchObject({
        code: "invalid_arguments",
        issues: [{ path: "query", message: expect.stringContaining("U+0000") }],
      });
    });

    test("the article's customer is looked up", async () => {
      const { structured } = await client.callTool("get_customer", { customer_id: "C-1042" });
      expect(structured).toEqual({
        id: "C-1042",
        name: "Sarah Chen",
        email: "sarah.chen@brightloom.example",
        plan: "pro",
        status: "active",
        company: "Brightloom Analytics",
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
    });

    test("a customer is searched, created, moved to another plan and deactivated", async () => {
      const found = await client.callTool("search_customers", { query: "brightloom" });
      expect(found.structured?.customers.map(({ id }) => id)).toEqual(["C-1042"]);
      const created = await client.callTool("create_customer", {
        name: "Ada Novak",
        email: "ada@novak.example",
        company: "Novak",
      });
      const customer_id = created.structured?.id ?? "";
      expect(created.structured).toMatchObject({ plan: "free", status: "active" });
      const moved = await client.callTool("update_customer_plan", { customer_id, new_plan: "pro" });
      expect(moved.structured).toMatchObject({ plan: "pro", previous_plan: "free" });
      const closed = await client.callTool("deactivate_customer", {
        customer_id,
        reason: "Asked for it by phone",
      });
      expect(closed.structured).toMatchObject({ status: "inactive", previous_status: "active" });
      expect(
        await failing(client, "update_customer_plan", { customer_id, new_plan: "free" }),
      ).toMatchObject({ code: "conflict" });
      expect(
        await failing(client, "create_customer", {
          name: "Another",
          email: "ADA@novak.example",
          company: "Novak",
        }),
      ).toMatchObject({ code: "conflict", customer_id });
    });

    test("a customer's orders are listed page by page", async () => {
      const first = await client.callTool("list_customer_orders", {
        customer_id: "C-1042",
        limit: 3,
      });
      expect(first.structured?.orders).toHaveLength(3);
      const rest = await client.callTool("list_customer_orders", {
        customer_id: "C-1042",
        cursor: first.structured?.next_cursor ?? "",
      });
      expect(rest.structured?.orders).toHaveLength(2);
      expect(rest.structured?.next_cursor).toBeNull();
    });

    test("an unknown customer and bad arguments are answered with what to do", async () => {
      expect(await failing(client, "get_customer", { customer_id: "C-9999" })).toMatchObject({
        code: "not_found",
        error: expect.stringContaining("Customer C-9999 not found"),
      });
      for (const [name, args] of [
        ["get_customer", {}],
        ["search_customers", { plan: "gold" }],
        ["create_customer", { name: "x", email: "no address", company: "y" }],
        ["deactivate_customer", { customer_id: "C-1042" }],
      ] as const) {
        expect(await failing(client, name, args), name).toMatchObject({
          code: "invalid_arguments",
        });
      }
    });
  });
}

test("the onboarding guide is a resource and summarize_ticket a prompt, as in the article", async () => {
  await using client = await start("");
  const [guide] = (await client.readResource("docs://onboarding-guide")).contents;
  expect(guide).toMatchObject({
    mimeType: "text/markdown",
    text: expect.stringContaining("# Getting started with Halyard"),
  });
  const text = async (args: { ticket_id: string; audience?: "manager" }) =>
    JSON.stringify((await client.getPrompt("summarize_ticket", args)).messages);
  expect(await text({ ticket_id: "SUP-7" })).toContain(
    "Please retrieve ticket SUP-7 and summarize it for a customer.",
  );
  expect(await text({ ticket_id: "SUP-7", audience: "manager" })).toContain("for a manager.");
  const completion = await client.complete(
    { prompt: "summarize_ticket" },
    { name: "audience", value: "e" },
  );
  expect(completion.values).toEqual(["engineer"]);
});

test("a server whose PostgreSQL is down answers so, lists its tools and shows no password", async () => {
  await using client = await start("postgres://desk:hunter2@127.0.0.1:1/desk");
  expect(await client.listTools()).toHaveLength(6);
  const error = await failing(client, "get_customer", { customer_id: "C-1042" });
  expect(error).toMatchObject({ code: "unavailable", retryAfterMs: 5000 });
  expect(error.error).toContain("DATABASE_URL");
  expect(JSON.stringify(error)).not.toContain("hunter2");
});
