import type { Backplane, JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../../backplane/memory-backplane.ts";
import { createServer } from "../../server.ts";

/** A shared backplane whose next read of a value, once made, is handed over when the test says so. */
function createSlowBackplane(): Backplane & { holdNext(): { reached: Promise<void>; go(): void } } {
  const memory = createMemoryBackplane();
  let held: { reached(): void; released: Promise<void> } | undefined;
  const { values } = memory;
  return {
    ...memory,
    isShared: true,
    values: {
      get: async (key) => {
        const value = await values.get(key);
        const hold = held;
        held = undefined;
        hold?.reached();
        await hold?.released;
        return value;
      },
      set: (...args) => values.set(...args),
      replace: (...args) => values.replace(...args),
      delete: (key) => values.delete(key),
      increment: (...args) => values.increment(...args),
    },
    holdNext: () => {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      held = { reached: reached.resolve, released: released.promise };
      return { reached: reached.promise, go: released.resolve };
    },
  };
}

test("a request that read its session just before the end does not begin it again", async () => {
  await using backplane = createSlowBackplane();
  const server = createServer({ name: "s", version: "1", log: () => undefined })
    .tool("t", { description: "d" }, () => "answered")
    .join(backplane);
  const send = (method: string, message?: JsonObject, id?: string): Promise<Response> =>
    server.fetch(
      new Request("http://localhost/mcp", {
        method,
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2025-11-25",
          ...(id !== undefined && { "mcp-session-id": id }),
        },
        ...(message && { body: JSON.stringify({ jsonrpc: "2.0", ...message }) }),
      }),
    );
  const begun = await send("POST", {
    id: 0,
    method: "initialize",
    params: { protocolVersion: "2025-11-25" },
  });
  await begun.text();
  const id = begun.headers.get("mcp-session-id") ?? "";
  const call = { id: 1, method: "tools/call", params: { name: "t" } };
  const first = await send("POST", call, id);
  expect(first.status).toBe(200);
  expect(await first.text()).toContain("answered");

  const hold = backplane.holdNext();
  const late = send("POST", call, id);
  await hold.reached;
  expect((await send("DELETE", undefined, id)).ok).toBe(true);
  hold.go();
  const answer = await late;
  expect(answer.status).toBe(404);
  await answer.text();
  await server.close();
});
