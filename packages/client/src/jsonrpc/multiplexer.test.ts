import type { JsonObject } from "@mortise/protocol";
import { MortiseError, systemClock } from "@mortise/protocol";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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

test("progress extends the time of a request that allows it, up to its longest time", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const timing = { timeoutMs: 1000, maxTimeoutMs: 2500 };
  const call = multiplexer.request({ method: "tools/call", ...timing });
  const failure = expect(call).rejects.toMatchObject({
    code: "TIMEOUT",
    data: { timeoutMs: 2500 },
    message: expect.stringContaining("2500 ms, for all its progress; pass { maxTimeout }"),
  });
  expect(wire.sent[0]).toMatchObject({ params: { _meta: { progressToken: 1 } } });
  for (let progress = 1; progress <= 3; progress += 1) {
    await vi.advanceTimersByTimeAsync(800);
    const params = { progressToken: "1", progress };
    wire.receiver?.message({ jsonrpc: "2.0", method: "notifications/progress", params });
  }
  await vi.advanceTimersByTimeAsync(99);
  expect(multiplexer.end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  await failure;
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

test("a message that cannot be taken fails its own request, and the connection goes on", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const call = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  const hostile = Object.defineProperty({ jsonrpc: "2.0", id: 1 }, "error", {
    get: () => {
      throw new RangeError("too deep");
    },
    enumerable: true,
  });
  wire.receiver?.message(hostile as never);
  await expect(call).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  for (const message of [null, 7, "text", undefined, Object.create(null)]) {
    wire.receiver?.message(message as never);
  }
  const next = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  wire.receiver?.message({ jsonrpc: "2.0", id: 2, result: { fine: true } });
  expect(await next).toEqual({ fine: true });
});

test("an error text of any depth ends its request as a refusal", async () => {
  let deep: unknown = [];
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  const wire = new Wire();
  const multiplexer = await open(wire);
  const call = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, error: { code: 1, message: deep as never } });
  await expect(call).rejects.toMatchObject({ name: "ProtocolError", code: 1 });
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer is matched to its request though the server made a text of the id", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const call = multiplexer.request({ method: "tools/list", timeoutMs: 1000 });
  wire.receiver?.message({ jsonrpc: "2.0", id: "1", result: { tools: [] } });
  expect(await call).toEqual({ tools: [] });
});

test("an error without an id belongs to the only request in flight, and to none of several", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const refused = { jsonrpc: "2.0", id: null, error: { code: -32600, message: "what?" } } as never;
  const lone = multiplexer.request({ method: "a", timeoutMs: 1000 });
  wire.receiver?.message(refused);
  await expect(lone).rejects.toMatchObject({ code: -32600 });
  const calls = ["b", "c"].map((method) => multiplexer.request({ method, timeoutMs: 1000 }));
  wire.receiver?.message(refused);
  expect(warnings.join()).toContain("names no request");
  for (const id of [2, 3]) wire.receiver?.message({ jsonrpc: "2.0", id, result: {} });
  expect(await Promise.all(calls)).toEqual([{}, {}]);
});

test("something unreadable in place of an answer fails the request at once", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const call = multiplexer.request({ method: "a", timeoutMs: 1000 });
  const reason = new Error("no message");
  wire.receiver?.unreadable?.(reason, "1");
  await expect(call).rejects.toBe(reason);
  wire.receiver?.unreadable?.(reason, 77);
});

test("a server may ask a thousand times during one request, and is refused from then on", async () => {
  const wire = new Wire();
  const asked: unknown[] = [];
  const multiplexer = await open(wire, async () => {
    asked.push(1);
    return {};
  });
  const call = multiplexer.request({ method: "tools/call", timeoutMs: 1000 });
  for (let id = 0; id < 1100; id += 1) {
    wire.receiver?.message({ jsonrpc: "2.0", id: `q${id}`, method: "elicitation/create" }, 1);
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(asked).toHaveLength(1000);
  expect(wire.sent.at(-1)).toMatchObject({ id: "q1099", error: { code: -32603 } });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, result: {} });
  await call;
});

test("a hundred requests of a server may wait for their answers at once", async () => {
  const wire = new Wire();
  const answer = Promise.withResolvers<JsonObject>();
  await open(wire, () => answer.promise);
  for (let id = 0; id < 150; id += 1) {
    wire.receiver?.message({ jsonrpc: "2.0", id, method: "elicitation/create" });
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(wire.sent).toHaveLength(50);
  expect(wire.sent[0]).toMatchObject({ id: 100, error: { code: -32603 } });
  answer.resolve({});
  await vi.advanceTimersByTimeAsync(0);
  expect(wire.sent).toHaveLength(150);
});

describe("an answer that meets a server which is not there", () => {
  const passing = (data: { status: number; retryAfterMs?: number }): MortiseError =>
    new MortiseError("HTTP_ERROR", "away", { data });

  /** Answers one request; sending fails with the given errors first. */
  async function ask(failures: readonly Error[]) {
    const wire = new Wire();
    let attempts = 0;
    const send = wire.send.bind(wire);
    wire.send = async (message) => {
      const failure = failures[attempts];
      attempts += 1;
      if (failure !== undefined) throw failure;
      await send(message);
    };
    const answers: unknown[] = [];
    await open(wire, async () => {
      answers.push(1);
      return {};
    });
    wire.receiver?.message({ jsonrpc: "2.0", id: "q", method: "elicitation/create" });
    await vi.advanceTimersByTimeAsync(0);
    return { wire, answers, attempts: () => attempts };
  }

  test("is sent again, without asking the user again", async () => {
    const reset = new MortiseError("CONNECTION_FAILED", "reset");
    const { wire, answers } = await ask([passing({ status: 502 }), reset]);
    expect(wire.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(250 + 500);
    expect(wire.sent).toMatchObject([{ id: "q", result: {} }]);
    expect(answers).toHaveLength(1);
  });

  test("waits as long as the server says, within bounds", async () => {
    const { wire } = await ask([
      passing({ status: 503, retryAfterMs: 2000 }),
      passing({ status: 503, retryAfterMs: 1e9 }),
    ]);
    await vi.advanceTimersByTimeAsync(1999);
    expect(wire.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1 + 30_000);
    expect(wire.sent).toHaveLength(1);
  });

  test("is given up after sixteen seconds, with a warning", async () => {
    const { attempts } = await ask(Array.from({ length: 20 }, () => passing({ status: 504 })));
    await vi.advanceTimersByTimeAsync(100_000);
    expect(attempts()).toBe(7);
    expect(warnings.join()).toContain("Could not answer elicitation/create");
  });

  test("is not sent again after a refusal that does not pass", async () => {
    const { attempts } = await ask([passing({ status: 400 })]);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(attempts()).toBe(1);
  });

  test("is not sent again once the server has cancelled its request", async () => {
    const { wire, attempts } = await ask([passing({ status: 503 })]);
    const params = { requestId: "q" };
    wire.receiver?.message({ jsonrpc: "2.0", method: "notifications/cancelled", params });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(attempts()).toBe(1);
  });
});
