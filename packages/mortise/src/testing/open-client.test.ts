import { createServer } from "@mortise/server";
import { describe, expect, test } from "vitest";
import { desk } from "./fixture/desk.ts";
import { forEachWire } from "./for-each-wire.ts";
import { openClient } from "./open-client.ts";
import type { Wire } from "./wire.ts";
import { STDIO_WIRES, WIRES } from "./wire.ts";

const FILE = new URL("./fixture/desk.ts", import.meta.url);
const EVERY_WIRE = [...WIRES, ...STDIO_WIRES];

test("there are three ways to a server object and one to a process, each in both eras", () => {
  expect(EVERY_WIRE.map(({ name }) => name)).toEqual([
    "memory 2026-07-28",
    "memory 2025-11-25",
    "fetch 2026-07-28",
    "fetch 2025-11-25",
    "http 2026-07-28",
    "http 2025-11-25",
    "stdio 2026-07-28",
    "stdio 2025-11-25",
  ]);
});

describe.each(EVERY_WIRE)("over $name", (wire) => {
  test("calls, questions and resources work, and the client speaks that revision", async () => {
    await using client = await openClient(FILE, {
      ...wire,
      elicit: async () => ({ action: "accept", content: { sure: true } }),
    });
    expect(client.revision).toBe(wire.revision);
    const found = await client.callTool("get_ticket", { ticket_id: "T-1" });
    expect(found.structured).toEqual({ ticket_id: "T-1", status: "open" });
    expect((await client.callTool("close_ticket", { ticket_id: "T-1" })).text).toBe("closed");
    const { contents } = await client.readResource("desk://guide");
    expect(contents).toMatchObject([{ uri: "desk://guide", text: "Ask." }]);
  });

  test("a call that is given up ends, also in the middle of its answer", async () => {
    await using client = await openClient(FILE, wire);
    const controller = new AbortController();
    const call = client.callTool(
      "wait",
      {},
      {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      },
    );
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("a closed client is closed", async () => {
    const client = await openClient(FILE, wire);
    await client.close();
    expect(client.isClosed).toBe(true);
    await expect(client.listTools()).rejects.toMatchObject({ code: "CLOSED" });
  });
});

test("without options a server object is reached in memory, and its types are kept", async () => {
  const server = createServer({ name: "typed", version: "1.0.0" }).tool(
    "one",
    { description: "One" },
    () => ({ one: 1 }),
  );
  await using client = await openClient(server);
  const { structured } = await client.callTool("one");
  const one: number | undefined = structured?.one;
  expect(one).toBe(1);
});

test("the port of an HTTP client is free again when it is closed", async () => {
  const urls: string[] = [];
  const remember: typeof fetch = (input, init) => {
    urls.push(String(input));
    return fetch(input, init);
  };
  {
    await using client = await openClient(desk, { transport: "http", fetch: remember });
    await client.listTools();
  }
  await expect(fetch(urls[0] ?? "")).rejects.toThrow("fetch failed");
});

test("a client that cannot connect leaves no listener behind", async () => {
  let url: string | undefined;
  const failing: typeof fetch = (input) => {
    url = String(input);
    return Promise.reject(new TypeError("no way"));
  };
  const opening = openClient(desk, { transport: "http", fetch: failing });
  await expect(opening).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  await expect(fetch(url ?? "")).rejects.toThrow("fetch failed");
});

test("the limits of the HTTP side can be set", async () => {
  await using client = await openClient(desk, { transport: "fetch", http: { maxBodyBytes: 2000 } });
  const call = client.callTool("get_ticket", { ticket_id: "x".repeat(3000) });
  await expect(call).rejects.toThrow("larger than");
});

test("a server object over stdio is refused with what to give instead", async () => {
  await expect(openClient(desk, { transport: "stdio" })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("file that serves it"),
  });
});

test("one line runs a check over every wire of a server object", async () => {
  const seen: Wire[] = [];
  await forEachWire(desk, async (client, wire) => {
    seen.push(wire);
    expect(client.revision).toBe(wire.revision);
    await client.listTools();
  });
  expect(seen).toEqual(WIRES);
});

test("one line runs a check over every wire of a file, its process included", async () => {
  const seen: string[] = [];
  await forEachWire(FILE, async (client, { name }) => {
    const { structured } = await client.callTool("get_ticket", { ticket_id: "T-1" });
    expect(structured).toMatchObject({ status: "open" });
    seen.push(name);
  });
  expect(seen).toEqual(EVERY_WIRE.map(({ name }) => name));
});

test("a check that fails says over which wire, and keeps its own error", async () => {
  class OwnError extends Error {}
  const checking = forEachWire(desk, (_client, { transport }) => {
    if (transport === "fetch") throw new OwnError("not here");
  });
  await expect(checking).rejects.toBeInstanceOf(OwnError);
  await expect(checking).rejects.toThrow("Over fetch 2026-07-28: not here");
});
