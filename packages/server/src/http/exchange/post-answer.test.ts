import { MetaKey, ProtocolError } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { ServerEvent } from "../../log/mask.ts";
import { callFetch } from "../../middleware/fixture/call-fetch.ts";
import { createServer } from "../../server.ts";

test("an error with a header that HTTP does not allow is answered, masked and logged", async () => {
  for (const isAsync of [false, true]) {
    const events: ServerEvent[] = [];
    const refuse = (): never => {
      throw new ProtocolError(1, "later", { http: { status: 503, headers: { "x a": "b" } } });
    };
    const server = createServer({
      name: "s",
      version: "1",
      log: (event) => void events.push(event),
    })
      .tool("t", { description: "d" }, () => "done")
      .use(isAsync ? async () => refuse() : refuse);
    const response = await callFetch(server as never, "tools/call", { name: "t" });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      id: 1,
      error: { code: -32603, message: expect.stringMatching(/^internal error \(/) },
    });
    expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("x a") }]);
  }
});

/** Calls a tool that is silent until it is released, with or without a session. */
function callSilent(options: { readonly accept?: string; readonly version?: string } = {}) {
  const { accept = "application/json, text/event-stream", version = "2026-07-28" } = options;
  const clock = createFakeClock();
  const work = Promise.withResolvers<string>();
  let isAborted = false;
  const server = createServer({ name: "s", version: "1", clock, timeout: "5m" }).tool(
    "report",
    { description: "d" },
    (_input, { signal }) => {
      signal.addEventListener("abort", () => {
        isAborted = true;
      });
      return work.promise;
    },
  );
  const isModern = version === "2026-07-28";
  const _meta = { [MetaKey.protocolVersion]: version, [MetaKey.clientCapabilities]: {} };
  const params = { name: "report", ...(isModern && { _meta }) };
  const response = server.fetch(
    new Request("http://127.0.0.1/mcp", {
      method: "POST",
      headers: {
        accept,
        "content-type": "application/json",
        "mcp-protocol-version": version,
        ...(isModern && { "mcp-method": "tools/call", "mcp-name": "report" }),
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    }),
  );
  return { clock, work, response, isAborted: () => isAborted };
}

test.each(["2026-07-28", "2025-11-25"])(
  "in %s a call that is silent becomes a stream with comments before a proxy gives up (cloudflare/agents#1583)",
  async (version) => {
    const { clock, work, response } = callSilent({ version });
    await clock.waitFor("2s");
    await clock.advance("4s");
    const { headers, body } = await response;
    expect(headers.get("content-type")).toBe("text/event-stream");
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    const read = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe(":\n\n");
    await clock.advance("25s");
    expect(await read()).toBe(":\n\n");
    work.resolve("done");
    expect(await read()).toMatch(/^event: message\ndata: .*"done".*\n\n$/);
    expect((await reader.read()).done).toBe(true);
  },
);

test("a client that takes no event stream gets one JSON body, however late", async () => {
  for (const accept of ["application/json", "*/*"]) {
    const { clock, work, response, isAborted } = callSilent({ accept });
    await clock.waitFor("2s");
    await clock.advance("60s");
    work.resolve("done");
    const { headers, text } = await response.then(async (given) => ({
      headers: given.headers,
      text: await given.text(),
    }));
    expect(headers.get("content-type")).toBe("application/json");
    expect(text).toContain("done");
    expect(isAborted()).toBe(false);
  }
});

test("a call that is answered soon is one JSON body, and nothing goes on being looked at", async () => {
  const { clock, work, response } = callSilent();
  await clock.waitFor("2s");
  await clock.advance("3s");
  work.resolve("done");
  expect((await response).headers.get("content-type")).toBe("application/json");
  await clock.advance("4s");
  expect(clock.pending).toEqual([]);
});
