import type { Client, Progress } from "@mortise/client";
import { connect } from "@mortise/node";
import { createFakeClock } from "@mortise/testing";
import { expect, test } from "vitest";
import { startSseServer } from "../fixture/server/sse-server.ts";

const textOf = async (client: Client, tool: string): Promise<string> =>
  (await client.callTool(tool)).text;

test("a server of the official SDK on HTTP+SSE is found and remembered, and answers calls", async () => {
  await using server = await startSseServer();
  const first = await connect(server.url);
  expect(first).toMatchObject({ instructions: "Be kind", serverInfo: { name: "old" } });
  expect((await first.callTool("add", { a: 2, b: 3 })).text).toBe("5");
  const post = "POST /messages";
  expect(await textOf(first, "log")).toBe(
    ["POST /sse", "POST /sse", "GET /sse", post, post, post, post].join(", "),
  );
  await first.close();
  await using second = await connect(server.url, { headers: { authorization: "Bearer x" } });
  expect(await textOf(second, "token")).toBe("Bearer x");
  // Straight to the stream, with neither attempt before it.
  expect((await textOf(second, "log")).split(", ").slice(7)).toEqual([
    "GET /sse",
    ...[post, post, post, post],
  ]);
  await expect.poll(() => textOf(second, "sessions")).toBe("1");
});

test("progress, questions and changes come on the stream, and a cancelled call ends", async () => {
  await using server = await startSseServer();
  const changed = Promise.withResolvers<void>();
  const clock = createFakeClock();
  await using client = await connect(server.url, {
    clock,
    elicit: async () => ({ action: "accept", content: { name: "Ada" } }),
    onToolsChanged: () => changed.resolve(),
  });
  const progress: Progress[] = [];
  const onProgress = (each: Progress): void => void progress.push(each);
  expect((await client.callTool("work", {}, { onProgress })).text).toBe("done");
  expect(progress.map(({ progress: done }) => done)).toEqual([1, 2, 3]);
  expect(await textOf(client, "ask")).toBe("Ada");
  await client.callTool("grow");
  await changed.promise;
  expect((await client.listTools()).map(({ name }) => name)).toContain("grown");
  const controller = new AbortController();
  const call = client.callTool("hang", {}, { signal: controller.signal });
  await client.ping();
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  await expect.poll(() => textOf(client, "cancelled")).toBe("1");
  const late = client.callTool("hang", {}, { timeout: "5s" });
  await clock.waitFor("5s");
  await Promise.all([expect(late).rejects.toMatchObject({ code: "TIMEOUT" }), clock.advance("5s")]);
});

test("a lost stream fails what is in flight, and the next request opens another", async () => {
  await using server = await startSseServer();
  await using client = await connect(server.url);
  const waiting = client.callTool("hang");
  await client.ping();
  await Promise.all([
    expect(waiting).rejects.toMatchObject({ code: "CONNECTION_CLOSED" }),
    expect(client.callTool("drop")).rejects.toThrow("ended the event stream on which it answers"),
  ]);
  expect((await client.callTool("add", { a: 1, b: 1 })).text).toBe("2");
  // A server that forgot the session but kept the stream says so with 404.
  await client.callTool("forget");
  expect((await client.callTool("add", { a: 2, b: 2 })).text).toBe("4");
  await using fixed = await connect(server.url, { restart: false });
  await expect(fixed.callTool("drop")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  await expect(fixed.callTool("add", { a: 1, b: 1 })).rejects.toMatchObject({
    code: "CONNECTION_CLOSED",
  });
});

test("closing the client ends the stream and what is in flight", async () => {
  await using server = await startSseServer();
  await using witness = await connect(server.url);
  const client = await connect(server.url);
  expect(await textOf(witness, "sessions")).toBe("2");
  const call = client.callTool("hang");
  await client.ping();
  await Promise.all([expect(call).rejects.toMatchObject({ code: "CLOSED" }), client.close()]);
  await expect.poll(() => textOf(witness, "sessions")).toBe("1");
});
