import { connect, listen } from "@mortise/node";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { RequestContext, Server } from "@mortise/server";
import { createServer } from "@mortise/server";
import { createFakeClock } from "@mortise/testing";
import { afterEach, expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";

/** The call that is being answered. */
let call = Promise.withResolvers<RequestContext>();
/** The event that the handler `poll` waits for after it has released its connection. */
let pause = async (): Promise<void> => undefined;
let finish = Promise.withResolvers<string>();

afterEach(() => {
  call = Promise.withResolvers();
  finish = Promise.withResolvers();
  pause = async () => undefined;
});

function create(): Server<unknown> {
  return createServer({ name: "s", version: "1", log: () => undefined, maxSubscriptions: 2 })
    .tool("work", { description: "Works until the test ends it" }, async (_input, context) => {
      context.progress(1);
      call.resolve(context);
      return await finish.promise;
    })
    .tool("silent", { description: "Says nothing" }, (_input, context) => {
      call.resolve(context);
      return finish.promise;
    })
    .tool(
      "poll",
      { description: "Releases its connection and works on" },
      async (_input, context) => {
        for (let part = 1; part <= 3; part += 1) {
          context.releaseConnection({ retry: 37 });
          await pause();
          context.progress(part, 3);
        }
        finish.resolve("done");
        return "done";
      },
    );
}

test("a stream of 2025-11-25 begins with an id to come back with, and an older one with its first message", async () => {
  await using http = await listen(create(), { port: 0 });
  finish.resolve("done");
  const modern = await (await LegacyPeer.begin(http.url)).call(http.url, "work");
  expect(await modern.next()).toMatchObject({ id: expect.any(String), message: undefined });
  for (const revision of ["2025-06-18", "2025-03-26"] as const) {
    const peer = await LegacyPeer.begin(http.url, revision);
    const events = await peer.call(http.url, "work");
    const [first, second, end] = [await events.next(), await events.next(), await events.next()];
    expect([first, second, end]).toMatchObject([
      { id: expect.any(String), message: { method: "notifications/progress" } },
      { id: expect.any(String), message: { id: 1, result: {} } },
      undefined,
    ]);
    expect(first?.id).not.toBe(second?.id);
    const [again] = await (await peer.open(http.url, first?.id)).rest();
    expect(again).toMatchObject({ id: 1, result: {} });
  }
  await modern.rest();
});

test("a call whose client was cut off goes on, until its client has been away for too long", async () => {
  await using http = await listen(create(), { port: 0, sessions: { resume: 50 } });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work");
  await begun.message();
  const { signal } = await call.promise;
  begun.cut();
  const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
  expect(signal.aborted).toBe(false);
  await aborted;
  expect(String(signal.reason)).toContain("The caller went away");
});

test("a call that has sent nothing cannot be come back to, and is aborted", async () => {
  await using http = await listen(create(), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const abort = new AbortController();
  const message = { id: 1, method: "tools/call", params: { name: "silent" } };
  const answer = peer.post(http.url, message, abort.signal);
  answer.catch(() => undefined);
  const { signal } = await call.promise;
  const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
  abort.abort();
  await aborted;
});

test("a standalone stream is resumed with what was missed and nothing else", async () => {
  const server = create().resource("docs://a", {}, () => "a");
  await using http = await listen(server, { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  await peer.ask(http.url, "resources/subscribe", { uri: "docs://a" });
  const first = await peer.open(http.url);
  await first.primed();
  first.cut();
  server.resourceUpdated("docs://a");
  const second = await peer.open(http.url, first.lastId);
  expect(await second.message()).toMatchObject({ params: { uri: "docs://a" } });
  server.prompt("p", {}, () => "");
  expect(await second.message()).toMatchObject({ method: "notifications/prompts/list_changed" });
  second.cut();
});

test("a client comes back to a handler that releases its connection, after the pause of `retry`", async () => {
  const clock = createFakeClock();
  await using http = await listen(create(), { port: 0 });
  await using client = await connect(http.url, { revision: "2025-11-25", clock });
  const released = Promise.withResolvers<void>();
  pause = () => released.promise;
  const seen: number[] = [];
  const onProgress = ({ progress }: { progress: number }): void => void seen.push(progress);
  const polling = client.callTool("poll", {}, { onProgress });
  await clock.waitFor(37);
  released.resolve();
  // The handler works on while its client is away.
  await finish.promise;
  expect(seen).toEqual([]);
  await clock.advance(37);
  expect((await polling).text).toBe("done");
  expect(seen).toEqual([1, 2, 3]);
});

test.each(["2025-06-18", "2026-07-28"] as const)(
  "where a client cannot come back, in %s, the connection is kept",
  async (revision) => {
    const server = create();
    await using http = await listen(server, { port: 0 });
    for (const target of [http.url, server]) {
      await using client = await connect(target, { revision });
      expect((await client.callTool("poll")).text).toBe("done");
    }
  },
);

test("middleware stands around initialize too, and a session that it refuses is none", async () => {
  const seen: string[] = [];
  const server = create().use("initialize", (request, next) => {
    seen.push(request.client.info?.name ?? "");
    if (seen.length > 1) throw new ProtocolError(ErrorCode.InvalidRequest, "One is enough");
    return next();
  });
  await using http = await listen(server, { port: 0 });
  expect((await LegacyPeer.begin(http.url)).headers["mcp-session-id"]).not.toBe("");
  expect((await LegacyPeer.begin(http.url)).headers["mcp-session-id"]).toBe("");
  expect(seen).toEqual(["peer", "peer"]);
});

test("a listener beyond the limit is refused with the limit", async () => {
  await using http = await listen(create(), { port: 0 });
  await using client = await connect(http.url, { revision: "2026-07-28" });
  const follow = (onAcknowledged?: () => void): Promise<unknown> =>
    client.listen({ toolsListChanged: true }, onAcknowledged ? { onAcknowledged } : {}).next();
  const first: Promise<unknown>[] = [];
  for (let count = 0; count < 2; count += 1) {
    await new Promise<void>((resolve) => first.push(follow(resolve)));
  }
  await expect(follow()).rejects.toMatchObject({
    code: ErrorCode.InternalError,
    message: expect.stringContaining("Subscription limit (2) reached"),
    data: { limit: 2 },
  });
  await client.close();
  await Promise.allSettled(first);
});
