import type { Telemetry } from "@mortise/protocol";
import { noTelemetry } from "@mortise/protocol";
import { expect, test } from "vitest";
import { coreOf } from "./core-of.ts";
import { createFetchHandler } from "./create-fetch-handler.ts";
import { createServer } from "./server.ts";

const REQUEST = {
  method: "POST",
  headers: { "content-type": "application/json", "mcp-protocol-version": "2025-06-18" },
  body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
};

/** Counts the requests that it observes. */
class CountingTelemetry implements Telemetry {
  readonly isOn = true;
  readonly fetch: typeof fetch = fetch;
  readonly span: Telemetry["span"] = noTelemetry.span;
  readonly meter: Telemetry["meter"] = noTelemetry.meter;
  methods: string[] = [];

  observe: Telemetry["observe"] = (_side, { method }, work) => {
    this.methods.push(method);
    return work({ meta: undefined, end: () => undefined });
  };
}

test("a server has the members that its author uses, and three that code uses", () => {
  const server = createServer({ name: "s", version: "1" });
  const own = Object.keys(server);
  const shared = Object.getOwnPropertyNames(Object.getPrototypeOf(server));
  expect([...own, ...shared].sort()).toEqual([
    "auth",
    "backplane",
    "close",
    "constructor",
    "disable",
    "enable",
    "extend",
    "fetch",
    "forward",
    "info",
    "join",
    "log",
    "mount",
    "prompt",
    "remove",
    "resource",
    "resourceUpdated",
    "tool",
    "transform",
    "unmount",
    "use",
    "view",
    "~core",
    "~openTransport",
  ]);
});

test.each([undefined, null, {}, "server"])("%j is no server", (value) => {
  expect(() => coreOf(value as never)).toThrow(/^Pass a server made by createServer/);
});

test("telemetry belongs to the endpoint that brings it, and serving leaves the server as it was", async () => {
  const own = new CountingTelemetry();
  const brought = new CountingTelemetry();
  const server = createServer({ name: "s", version: "1", telemetry: own });
  const before = coreOf(server).telemetry;
  await using handler = disposable(createFetchHandler(server, { telemetry: brought }));
  await handler.fetch(new Request("http://localhost/mcp", REQUEST));
  expect([own.methods, brought.methods]).toEqual([[], ["ping"]]);
  await server.fetch(new Request("http://localhost/mcp", REQUEST));
  expect([own.methods, brought.methods]).toEqual([["ping"], ["ping"]]);
  expect(coreOf(server).telemetry).toBe(before);
});

test("close ends endpoints, then extensions, and fails as the first of them does", async () => {
  const order: string[] = [];
  const server = createServer({ name: "s", version: "1" }).extend({
    id: "com.example/lease",
    install: () => async () => {
      await Promise.resolve();
      order.push("extension");
    },
  });
  coreOf(server).onClose(async () => {
    await Promise.resolve();
    order.push("endpoint");
    throw new Error("The socket would not close");
  });
  const unregister = coreOf(server).onClose(() => void order.push("gone"));
  unregister();
  await expect(server.close()).rejects.toThrow("The socket would not close");
  expect(order).toEqual(["endpoint", "extension"]);
});

test("close ends the handlers that serve the server", async () => {
  const server = createServer({ name: "s", version: "1" });
  const handler = createFetchHandler(server);
  await server.close();
  expect((await handler(new Request("http://localhost/mcp", REQUEST))).status).toBe(503);
});

function disposable(handler: ReturnType<typeof createFetchHandler>): AsyncDisposable & {
  readonly fetch: typeof handler;
} {
  return { fetch: handler, [Symbol.asyncDispose]: () => handler.close() };
}
