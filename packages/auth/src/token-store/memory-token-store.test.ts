import { expect, test } from "vitest";
import { MemoryTokenStore } from "./memory-token-store.ts";

test("a value is kept until it is deleted, and a delete with another expectation keeps it", async () => {
  const store = new MemoryTokenStore();
  await store.set("key", "new");
  await store.delete("key", "old");
  expect(await store.get("key")).toBe("new");
  await store.delete("key", "new");
  expect(await store.get("key")).toBeUndefined();
  await store.set("key", "again");
  await store.delete("key");
  expect(await store.get("key")).toBeUndefined();
});

test("a value is gone at its expiry", async () => {
  let now = 1000;
  const clock = { now: () => now, monotonic: () => now, schedule: () => () => undefined };
  const store = new MemoryTokenStore(clock);
  await store.set("key", "value", { expiresAt: 2000 });
  expect(await store.get("key")).toBe("value");
  now = 2000;
  expect(await store.get("key")).toBeUndefined();
});

test("the oldest value makes place for the one that is too many", async () => {
  const store = new MemoryTokenStore();
  for (let index = 0; index <= 10_000; index += 1) await store.set(`key ${index}`, "value");
  expect(await store.get("key 0")).toBeUndefined();
  expect(await store.get("key 1")).toBe("value");
  expect(await store.get("key 10000")).toBe("value");
});

test("work under the lock of a key runs one after another, and a failure does not hold the lock", async () => {
  const store = new MemoryTokenStore();
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = store.lock("key", async () => {
    log.push("first begins");
    await gate.promise;
    log.push("first ends");
    throw new Error("failed");
  });
  const second = store.lock("key", async () => {
    log.push("second");
    return 2;
  });
  const other = await store.lock("other", async () => "other");
  expect(other).toBe("other");
  gate.resolve();
  await expect(first).rejects.toThrow("failed");
  expect(await second).toBe(2);
  expect(log).toEqual(["first begins", "first ends", "second"]);
});
