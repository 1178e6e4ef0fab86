import type { JsonRpcMessage, WireFrame } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createMemoryTransport } from "../create-memory-transport.ts";
import { createServer } from "../server.ts";

const _meta = { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} };

const server = createServer({ name: "s", version: "1" }).tool(
  "whoami",
  { description: "d" },
  (_input, { auth }) => ({ id: auth?.id ?? null }),
);

const request: JsonRpcMessage = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "whoami", _meta },
};

/** Sends one request and resolves with the answer. */
async function ask(
  options?: Parameters<typeof createMemoryTransport>[1],
): Promise<{ answer: JsonRpcMessage; close: () => Promise<void> }> {
  const transport = createMemoryTransport(server, options);
  const { promise, resolve } = Promise.withResolvers<JsonRpcMessage>();
  await transport.start({ message: resolve, closed: () => undefined });
  await transport.send(request);
  return { answer: await promise, close: () => transport.close() };
}

test("the caller is the principal of the connection, and anonymous without one", async () => {
  const named = await ask({ principal: { id: "ann" } });
  expect(named.answer).toMatchObject({ result: { structuredContent: { id: "ann" } } });
  const anonymous = await ask();
  expect(anonymous.answer).toMatchObject({ result: { structuredContent: { id: null } } });
});

test("a tap sees each message as text, and the end", async () => {
  const frames: WireFrame[] = [];
  const { answer, close } = await ask({ tap: (frame) => frames.push(frame) });
  await close();
  await close();
  const fields = { side: "server", transport: "memory", exchange: 1, at: expect.any(Number) };
  expect(frames).toEqual([
    { ...fields, sequence: 1, kind: "data", direction: "received", data: JSON.stringify(request) },
    { ...fields, sequence: 2, kind: "data", direction: "sent", data: JSON.stringify(answer) },
    { ...fields, sequence: 3, kind: "end", direction: "received" },
    { ...fields, sequence: 4, kind: "end", direction: "sent" },
  ]);
});
