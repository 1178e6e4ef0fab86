import type { JsonObject } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Exchange } from "../request/exchange.ts";
import type { ClientCacheOptions } from "./cache-options.ts";
import { outdatedByGap, outdatedByNotification } from "./outdated-by.ts";
import { ResponseCache } from "./response-cache.ts";

/** A cache over a server that counts, and a clock that the test moves. */
function createScene(options: ClientCacheOptions & { readonly ttlMs?: unknown } = {}) {
  const { ttlMs = 1000, ...bounds } = options;
  const scene = { now: 0, sent: 0 };
  const cache = new ResponseCache(bounds, { ...systemClock, monotonic: () => scene.now });
  const answer = (): JsonObject => {
    scene.sent += 1;
    return { tools: [scene.sent], contents: [scene.sent], ttlMs };
  };
  const ask = (
    method = "tools/list",
    params: JsonObject = {},
    send: (signal: AbortSignal) => Promise<Exchange> = async () => ({
      result: answer(),
      isForOneCaller: false,
    }),
    settings: { signal?: AbortSignal; timeout?: number; isFresh?: boolean } = {},
  ): Promise<JsonObject> => {
    const { signal = new AbortController().signal, timeout, isFresh = false } = settings;
    return cache.request({ method, params, signal, timeout, isFresh }, send);
  };
  return { scene, cache, answer, ask };
}

/** A request that the test answers. */
function createGate(answer: () => JsonObject, isForOneCaller = false) {
  const gate = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const send = async (signal: AbortSignal): Promise<Exchange> => {
    signals.push(signal);
    const result = answer();
    await gate.promise;
    signal.throwIfAborted();
    return { result, isForOneCaller };
  };
  return { ...gate, send, signals };
}

test("a response is fresh while now is before its arrival and its ttlMs", async () => {
  const { scene, ask } = createScene();
  await ask();
  scene.now = 999;
  expect((await ask())["tools"]).toEqual([1]);
  scene.now = 1000;
  expect((await ask())["tools"]).toEqual([2]);
});

test.each([undefined, null, 0, -5, "1000", Number.NaN, Number.POSITIVE_INFINITY])(
  "a ttlMs of %s means not fresh at all",
  async (ttlMs) => {
    const { scene, ask } = createScene();
    const send = async (): Promise<Exchange> => {
      scene.sent += 1;
      return { result: { tools: [], ttlMs }, isForOneCaller: false };
    };
    await ask("tools/list", {}, send);
    await ask("tools/list", {}, send);
    expect(scene.sent).toBe(2);
  },
);

test("a response that is not fresh takes the place of no other", async () => {
  const { scene, ask } = createScene({ maxEntries: 1 });
  await ask("tools/list");
  const send = async (): Promise<Exchange> => {
    scene.sent += 1;
    return { result: { contents: [], ttlMs: 0 }, isForOneCaller: false };
  };
  await ask("resources/read", { uri: "a://1" }, send);
  expect((await ask("tools/list"))["tools"]).toEqual([1]);
  expect(scene.sent).toBe(2);
});

test("a response without the list that its method returns is not kept", async () => {
  const { scene, ask } = createScene();
  const send = async (): Promise<Exchange> => {
    scene.sent += 1;
    return { result: { tools: "none", ttlMs: 1000 }, isForOneCaller: false };
  };
  await ask("tools/list", {}, send);
  await ask("tools/list", {}, send);
  expect(scene.sent).toBe(2);
});

test("parameters tell responses apart, the order of their members does not", async () => {
  const { scene, ask } = createScene();
  await ask("resources/read", { uri: "a://1", _meta: { a: 1, b: 2 } });
  await ask("resources/read", { _meta: { b: 2, a: 1 }, uri: "a://1" });
  expect(scene.sent).toBe(1);
  await ask("resources/read", { uri: "a://2" });
  await ask("resources/read", { uri: "a://1" });
  await ask("tools/list", { cursor: "x" });
  await ask("tools/list");
  expect(scene.sent).toBe(5);
});

test("a caller that changes a response changes its own copy alone", async () => {
  const { answer, ask } = createScene();
  const gate = createGate(answer);
  const both = [ask("tools/list", {}, gate.send), ask("tools/list", {}, gate.send)];
  for (const each of both) void each.then(({ tools }) => (tools as unknown[]).push("poison"));
  gate.resolve();
  const [first, second] = await Promise.all(both);
  expect(first?.["tools"]).toEqual([1, "poison"]);
  expect(second?.["tools"]).toEqual([1, "poison"]);
  expect((await ask())["tools"]).toEqual([1]);
});

test("callers of the same moment share one request, even if the response is not kept", async () => {
  const { scene, answer, ask } = createScene({ ttlMs: 0 });
  const gate = createGate(answer);
  const all = [1, 2, 3].map(() => ask("tools/list", {}, gate.send));
  const patient = ask("tools/list", {}, gate.send, { timeout: 7 });
  gate.resolve();
  expect((await Promise.all(all)).map(({ tools }) => tools)).toEqual([[1], [1], [1]]);
  expect((await patient)["tools"]).toEqual([2]);
  expect(scene.sent).toBe(2);
});

test("a caller that cancels leaves the others alone, and the last one cancels the request", async () => {
  const { answer, ask } = createScene();
  const gate = createGate(answer);
  const [first, second, third] = [1, 2, 3].map(() => new AbortController());
  const one = ask("tools/list", {}, gate.send, { signal: first?.signal as AbortSignal });
  const two = ask("tools/list", {}, gate.send, { signal: second?.signal as AbortSignal });
  first?.abort();
  await expect(one).rejects.toMatchObject({ code: "ABORTED" });
  expect(gate.signals[0]?.aborted).toBe(false);
  gate.resolve();
  expect((await two)["tools"]).toEqual([1]);

  const closed = createGate(answer);
  const last = ask("resources/read", { uri: "a://1" }, closed.send, {
    signal: third?.signal as AbortSignal,
  });
  third?.abort();
  await expect(last).rejects.toMatchObject({ code: "ABORTED" });
  expect(closed.signals[0]?.aborted).toBe(true);
  // A cancelled request is not joined.
  expect((await ask("resources/read", { uri: "a://1" }))["contents"]).toEqual([3]);
});

test("an error reaches every waiting caller, and no later one", async () => {
  const { answer, ask } = createScene();
  const gate = createGate(answer);
  const both = [ask("tools/list", {}, gate.send), ask("tools/list", {}, gate.send)];
  gate.reject(new Error("no"));
  for (const each of both) await expect(each).rejects.toThrow("no");
  expect((await ask())["tools"]).toEqual([2]);
});

test("a result for which the server asked for input is neither kept nor shared", async () => {
  const { answer, ask } = createScene();
  const gate = createGate(answer, true);
  const both = [1, 2].map(() => ask("resources/read", { uri: "a://1" }, gate.send));
  gate.resolve();
  expect((await Promise.all(both)).map(({ contents }) => contents)).toEqual([[1], [2]]);
  expect((await ask("resources/read", { uri: "a://1" }))["contents"]).toEqual([3]);
});

test("a fresh request is always sent, and its response replaces the kept one", async () => {
  const { scene, answer, ask } = createScene();
  await ask();
  expect((await ask("tools/list", {}, undefined, { isFresh: true }))["tools"]).toEqual([2]);
  expect((await ask())["tools"]).toEqual([2]);
  // Nor does it join the earlier request, whose late response does not replace its own.
  scene.now = 5000;
  const gate = createGate(answer);
  const slow = ask("tools/list", {}, gate.send);
  expect((await ask("tools/list", {}, undefined, { isFresh: true }))["tools"]).toEqual([4]);
  gate.resolve();
  expect((await slow)["tools"]).toEqual([3]);
  expect((await ask())["tools"]).toEqual([4]);
});

test("a response whose subject changes while it is in flight is neither kept nor shared", async () => {
  const { cache, answer, ask } = createScene();
  const gate = createGate(answer);
  const before = ask("tools/list", {}, gate.send);
  cache.drop(({ method }) => method === "tools/list");
  expect((await ask())["tools"]).toEqual([2]);
  gate.resolve();
  expect((await before)["tools"]).toEqual([1]);
  expect((await ask())["tools"]).toEqual([2]);
});

test("a request after a call does not share a request from before the call", async () => {
  const { cache, answer, ask } = createScene({ ttlMs: 0 });
  const gate = createGate(answer);
  const before = ask("tools/list", {}, gate.send);
  cache.separate();
  expect((await ask())["tools"]).toEqual([2]);
  gate.resolve();
  expect((await before)["tools"]).toEqual([1]);
});

test("the response kept longest is dropped first, by number and by size", async () => {
  const read = (uri: string): [string, JsonObject] => ["resources/read", { uri }];
  const few = createScene({ maxEntries: 2 });
  for (const uri of ["a", "b", "c"]) await few.ask(...read(uri));
  expect((await few.ask(...read("c")))["contents"]).toEqual([3]);
  expect((await few.ask(...read("b")))["contents"]).toEqual([2]);
  expect((await few.ask(...read("a")))["contents"]).toEqual([4]);

  const small = createScene({ maxBytes: 200 });
  for (const uri of ["a", "b", "a".repeat(100)]) await small.ask(...read(uri));
  expect((await small.ask(...read("b")))["contents"]).toEqual([2]);
  expect((await small.ask(...read("a")))["contents"]).toEqual([4]);
  expect((await small.ask(...read("a".repeat(100))))["contents"]).toEqual([5]);
});

test.each([
  ["notifications/tools/list_changed", {}, ["tools/list"]],
  ["notifications/prompts/list_changed", {}, ["prompts/list"]],
  [
    "notifications/resources/list_changed",
    {},
    ["resources/list", "resources/templates/list", "a://1", "a://1/part", "a://10"],
  ],
  ["notifications/resources/updated", { uri: "a://1" }, ["a://1"]],
  ["notifications/resources/updated", { uri: "a://1/part" }, ["a://1", "a://1/part"]],
  ["notifications/resources/updated", {}, []],
  ["notifications/message", {}, []],
])("%s about %j makes stale what it is about", (method, params, stale) => {
  const outdated = outdatedByNotification({ jsonrpc: "2.0", method, params });
  expect(namesOf(outdated ?? (() => false))).toEqual(stale);
});

test("a subscription that begins makes the subjects of its filter stale", () => {
  expect(namesOf(outdatedByGap({ toolsListChanged: true }))).toEqual(["tools/list"]);
  expect(namesOf(outdatedByGap({ resourceSubscriptions: ["a://1"] }))).toEqual([
    "a://1",
    "a://1/part",
  ]);
  expect(namesOf(outdatedByGap({}))).toEqual([]);
});

function namesOf(isOutdated: (subject: { method: string; uri: string | undefined }) => boolean) {
  return [
    ...["tools/list", "prompts/list", "resources/list", "resources/templates/list"],
    ...["a://1", "a://1/part", "a://10"],
  ].filter((name) =>
    isOutdated(
      name.startsWith("a:")
        ? { method: "resources/read", uri: name }
        : { method: name, uri: undefined },
    ),
  );
}
