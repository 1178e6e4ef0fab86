import type { ServerConnection } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import type { Client } from "@mortise/client";
import { connect } from "@mortise/client";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";

const crm = createServer({ name: "crm", version: "1.0.0" }).tool(
  "get_customer",
  { description: "Get a customer.", annotations: { readOnlyHint: true } },
  () => "Sarah Chen",
);

test("a connection is kept from one run to the next, and made again when it was lost", async () => {
  const opened: Client[] = [];
  await using agent = createAgent<string>({
    model: "offline",
    servers: { crm: "memory:crm" },
    connect: async () => {
      const client = await connect(crm);
      opened.push(client as Client);
      return client;
    },
  });
  await agent.tools();
  await agent.tools();
  expect(opened).toHaveLength(1);
  await opened[0]?.close();
  expect(await agent.tools()).toMatchObject([{ name: "get_customer", isReadOnly: true }]);
  expect(opened).toHaveLength(2);
  await agent.close();
  expect(opened[1]?.isClosed).toBe(true);
});

test("a connection that comes after the agent was closed is closed", async () => {
  const { promise, resolve } = Promise.withResolvers<ServerConnection>();
  const agent = createAgent<string>({
    model: "offline",
    servers: { crm: "memory:crm" },
    connect: () => promise,
  });
  const listing = agent.tools();
  await agent.close();
  await expect(listing).rejects.toThrow();
  const client = await connect(crm);
  resolve(client);
  await expect.poll(() => client.isClosed).toBe(true);
});

test("the agent's clock reaches the connections that it opens", async () => {
  const clock = { now: () => 0, monotonic: () => 0, schedule: () => () => undefined };
  const seen: unknown[] = [];
  await using agent = createAgent<string>({
    model: "offline",
    servers: { crm: "memory:crm" },
    clock,
    connect: (_target, options) => {
      seen.push(options.clock);
      return connect(crm, { signal: options.signal });
    },
  });
  await agent.tools();
  expect(seen).toEqual([clock]);
});
