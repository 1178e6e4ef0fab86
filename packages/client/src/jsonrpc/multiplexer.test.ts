import type { JsonObject } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Wire } from "./fixture/wire.ts";
import { Multiplexer } from "./multiplexer.ts";

const warnings: string[] = [];

async function open(
  wire: Wire,
  answer: (signal: AbortSignal) => Promise<JsonObject> = async () => ({}),
): Promise<Multiplexer> {
  const listener = {
    notification: () => undefined,
    acceptsRequests: () => wire.kind !== "http",
    request: (_: unknown, signal: AbortSignal) => answer(signal),
    warning: (message: string) => warnings.push(message),
    ended: () => undefined,
  };
  const multiplexer = new Multiplexer(wire, listener, { clock: systemClock });
  await multiplexer.start();
  return multiplexer;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  warnings.length = 0;
});

test("a request that takes too long is cancelled, and its late response ignored", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const call = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  const failure = expect(call).rejects.toMatchObject({ code: "TIMEOUT" });
  await vi.advanceTimersByTimeAsync(1000);
  await failure;
  expect(wire.sent.at(-1)).toMatchObject({
    method: "notifications/cancelled",
    params: { requestId: 1 },
  });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, result: {} });
  expect(warnings).toEqual([]);
});

test("the time in which the client answers a question does not count", async () => {
  const wire = new Wire();
  const answer = Promise.withResolvers<JsonObject>();
  const multiplexer = await open(wire, () => answer.promise);
  const call = multiplexer.request({ method: "tools/call", timeoutMs: 1000 });
  await vi.advanceTimersByTimeAsync(900);
  wire.receiver?.message({ jsonrpc: "2.0", id: "q", method: "elicitation/create" });
  await vi.advanceTimersByTimeAsync(60_000);
  answer.resolve({ action: "cancel" });
  await vi.advanceTimersByTimeAsync(99);
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, result: { ok: true } });
  expect(await call).toEqual({ ok: true });
});

test("progress does not extend the time a request may take", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const seen: number[] = [];
  const call = multiplexer.request({
    method: "tools/call",
    timeoutMs: 1000,
    onProgress: ({ progress }) => seen.push(progress),
  });
  const failure = expect(call).rejects.toMatchObject({ code: "TIMEOUT" });
  for (let progress = 1; progress <= 10; progress += 1) {
    const params = { progressToken: 1, progress };
    wire.receiver?.message({ jsonrpc: "2.0", method: "notifications/progress", params });
    await vi.advanceTimersByTimeAsync(100);
  }
  await failure;
  expect(seen).toHaveLength(10);
});

test("a given progress token never reaches the server: progress goes to its own request", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const seen: number[] = [];
  const first = multiplexer.request({
    method: "tools/call",
    params: { name: "a", _meta: { own: 1, progressToken: 7 } },
    timeoutMs: 1000,
    onProgress: ({ progress }) => seen.push(progress),
  });
  const params = { name: "b", _meta: { own: 2, progressToken: 1 } };
  const second = multiplexer.request({ method: "tools/call", params, timeoutMs: 1000 });
  expect(wire.sent).toMatchObject([
    { id: 1, params: { name: "a", _meta: { own: 1, progressToken: 1 } } },
    { id: 2, params: { name: "b", _meta: { own: 2 } } },
  ]);
  expect(wire.sent[1]).not.toHaveProperty("params._meta.progressToken");
  expect(params._meta.progressToken).toBe(1);
  const progress = { progressToken: 1, progress: 5 };
  wire.receiver?.message({ jsonrpc: "2.0", method: "notifications/progress", params: progress });
  for (const id of [1, 2]) wire.receiver?.message({ jsonrpc: "2.0", id, result: {} });
  await Promise.all([first, second]);
  expect(seen).toEqual([5]);
});

test("on modern HTTP a request is cancelled by closing its stream, without a message", async () => {
  const wire = new Wire("http");
  const multiplexer = await open(wire);
  const controller = new AbortController();
  const { signal } = controller;
  const revision = "2026-07-28";
  const call = multiplexer.request({ method: "tools/call", timeoutMs: 1000, signal, revision });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  expect(wire.sent).toHaveLength(1);
});

test("a server may cancel its own request, and then gets no response", async () => {
  const wire = new Wire();
  const aborted = Promise.withResolvers<void>();
  await open(wire, async (signal) => {
    signal.addEventListener("abort", () => aborted.resolve());
    await aborted.promise;
    return {};
  });
  wire.receiver?.message({ jsonrpc: "2.0", id: 7, method: "elicitation/create" });
  const params = { requestId: 7 };
  wire.receiver?.message({ jsonrpc: "2.0", method: "notifications/cancelled", params });
  await aborted.promise;
  await vi.advanceTimersByTimeAsync(0);
  expect(wire.sent).toEqual([]);
});

test("a callback that throws is reported and does no harm", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const onProgress = (): void => {
    throw new Error("bad callback");
  };
  const call = multiplexer.request({ method: "tools/call", timeoutMs: 1000, onProgress });
  const params = { progressToken: 1, progress: 1 };
  wire.receiver?.message({ jsonrpc: "2.0", method: "notifications/progress", params });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, result: {} });
  expect(await call).toEqual({});
  expect(warnings.join()).toContain("bad callback");
});

test("when the transport ends, requests in flight and later ones fail with its reason", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const reason = new Error("gone");
  const calls = [1, 2].map(() => multiplexer.request({ method: "ping", timeoutMs: 1000 }));
  wire.receiver?.closed(reason);
  for (const call of calls) await expect(call).rejects.toBe(reason);
  await expect(multiplexer.request({ method: "ping", timeoutMs: 1000 })).rejects.toBe(reason);
});

test("a request of a server that must not make requests is not answered", async () => {
  const wire = new Wire("http");
  await open(wire);
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, method: "roots/list" });
  await vi.advanceTimersByTimeAsync(0);
  expect(wire.sent).toEqual([]);
  expect(warnings.join()).toContain("roots/list");
});

test("a transport that throws at once fails its request and leaves no timer behind", async () => {
  const wire = new Wire();
  wire.send = () => {
    throw new TypeError("Do not know how to serialize a BigInt");
  };
  const multiplexer = await open(wire);
  await expect(multiplexer.request({ method: "ping", timeoutMs: 100 })).rejects.toThrow("BigInt");
  // A request left in the map would be rejected again by its timer.
  expect(vi.getTimerCount()).toBe(0);
});

test("closing aborts the sending of each request in flight, and of no answered one", async () => {
  const wire = new Wire("http");
  const multiplexer = await open(wire);
  const answered = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, result: {} });
  await answered;
  const waiting = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  const reason = new Error("over");
  const failure = expect(waiting).rejects.toBe(reason);
  await multiplexer.close(reason);
  await failure;
  expect(wire.signals.map((signal) => signal?.aborted)).toEqual([false, true]);
  expect(wire.signals[1]?.reason).toBe(reason);
});
