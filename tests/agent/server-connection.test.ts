import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerConnection } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import type { Client } from "@mortise/client";
import { connect } from "@mortise/client";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";

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

test("each server gets its own headers, and its own time for a request", async () => {
  const seen: unknown[] = [];
  const web = createHttpServer((request, response) => {
    seen.push(request.headers["x-team"]);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void web.close());
  const { port } = web.address() as AddressInfo;
  await using agent = createAgent({
    model: "offline",
    servers: { a: { url: `http://127.0.0.1:${port}/mcp`, headers: { "x-team": "a" } }, crm },
  });
  expect(await agent.tools()).toHaveLength(1);
  expect(new Set(seen)).toEqual(new Set(["a"]));
  const given: unknown[] = [];
  await using other = createAgent<string>({
    model: "offline",
    servers: { crm: { target: "memory:crm", timeout: "5m" } },
    connect: (target, { timeout }) => {
      given.push(target, timeout);
      return connect(crm);
    },
  });
  await other.tools();
  expect(given).toEqual(["memory:crm", "5m"]);
});

test("a program without servers is refused with the fix", () => {
  expect(() => createAgent({ model: "offline" } as never)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", data: { option: "servers" } }),
  );
});
