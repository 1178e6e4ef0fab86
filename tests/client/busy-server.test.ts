import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readRetryAfter } from "@mortise/client";
import { connect, listen } from "@mortise/node";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Middleware } from "@mortise/server";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";

/** Refuses the first requests of one method, as `rateLimit` does, with little time to wait. */
function busy(
  method: string,
  times: number,
  retryAfterMs = 1,
): { run: Middleware; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    run: (request, next) => {
      if (request.method !== method) return next();
      count += 1;
      if (count > times) return next();
      throw new ProtocolError(ErrorCode.RateLimited, "Too many requests", {
        data: { retryAfterMs, limit: 1 },
        http: { status: 429, headers: { "retry-after": "1" } },
      });
    },
  };
}

function createBusy(middleware: Middleware) {
  return createServer({ name: "s", version: "1" })
    .tool("work", { description: "d" }, () => "x")
    .use(middleware);
}

test.each(["2026-07-28", "2025-11-25"] as const)(
  "over HTTP in %s a list is asked for again when the server says",
  async (revision) => {
    const { run, count } = busy("tools/list", 2);
    await using listening = await listen(createBusy(run), { port: 0 });
    await using client = await connect(listening.url, { revision });
    expect(await client.listTools()).toHaveLength(1);
    expect(count()).toBe(3);
  },
);

test("after two repeats, or where the time would not do, the refusal is the error", async () => {
  for (const [times, retryAfterMs, tries] of [
    [9, 1, 3],
    [9, 120_000, 1],
  ] as const) {
    const { run, count } = busy("tools/list", times, retryAfterMs);
    await using client = await connect(createBusy(run));
    await expect(client.listTools()).rejects.toMatchObject({
      code: ErrorCode.RateLimited,
      data: { retryAfterMs },
    });
    expect(count()).toBe(tries);
  }
});

test("a tool is not called again; the error says when its caller may", async () => {
  const { run, count } = busy("tools/call", 1);
  await using listening = await listen(createBusy(run), { port: 0 });
  await using client = await connect(listening.url);
  const error: unknown = await client.callTool("work").catch((reason: unknown) => reason);
  expect([ProtocolError.is(error), readRetryAfter(error), count()]).toEqual([true, 1, 1]);
});

test("a server that is too busy to be asked what it speaks is not taken for a legacy one", async () => {
  const { run, count } = busy("server/discover", 1);
  await using listening = await listen(createBusy(run), { port: 0 });
  // The question is asked again when the server said that it may be.
  await using client = await connect(listening.url);
  expect([client.revision, count()]).toEqual(["2026-07-28", 2]);
});

test.each([
  [429, "7", undefined, 7000],
  [503, "0", undefined, 0],
  [429, "Wed, 21 Oct 2026 07:28:05 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 5000],
  [429, "Wed, 21 Oct 2026 07:27:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 0],
  [429, "soon", undefined, undefined],
  [500, "7", undefined, undefined],
] as const)(
  "a gateway's %s with Retry-After %j (Date %j) is read",
  async (status, value, date, expected) => {
    const gateway = createHttpServer((_request, response) => {
      response.sendDate = false;
      const headers = { "retry-after": value, ...(date !== undefined && { date }) };
      response.writeHead(status, headers).end("busy");
    }).listen(0, "127.0.0.1");
    await new Promise<void>((resolve) => gateway.once("listening", () => resolve()));
    const { port } = gateway.address() as AddressInfo;
    try {
      const error: unknown = await connect(`http://127.0.0.1:${port}/mcp`).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: "HTTP_ERROR", data: { status } });
      expect(readRetryAfter(error)).toBe(expected);
    } finally {
      gateway.close();
      gateway.closeAllConnections();
    }
  },
);
