import { expect, test, vi } from "vitest";
import { CallsInFlight } from "./calls-in-flight.ts";

const MAX = 10_000;

test("a call settles as its work does", async () => {
  const calls = new CallsInFlight("Redis");
  const fault = new Error("no");
  await expect(calls.run(async () => 7)).resolves.toBe(7);
  await expect(calls.run(() => Promise.reject(fault))).rejects.toBe(fault);
});

test("the call after 10,000 is refused, until one of them has settled", async () => {
  const calls = new CallsInFlight("Redis");
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = calls.run(() => Promise.reject(new Error("failed")));
  first.catch(() => undefined);
  const waiting = Array.from({ length: MAX - 1 }, () => calls.run(() => promise));
  const begin = vi.fn(async () => undefined);
  await expect(calls.run(begin)).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: `Redis is too slow: ${MAX} calls are waiting for it`,
  });
  expect(begin).not.toHaveBeenCalled();
  await expect(first).rejects.toThrow("failed");
  await calls.run(begin);
  resolve();
  await Promise.all(waiting);
});

test("closing waits for the calls in flight, failed ones included, and refuses others", async () => {
  const calls = new CallsInFlight("Redis");
  const one = Promise.withResolvers<void>();
  const two = Promise.withResolvers<void>();
  const running = [calls.run(() => one.promise), calls.run(() => two.promise)];
  let isClosed = false;
  const closing = calls.close().then(() => {
    isClosed = true;
  });
  await expect(calls.run(async () => 7)).rejects.toMatchObject({ code: "CLOSED" });
  one.reject(new Error("failed"));
  await expect(running[0]).rejects.toThrow("failed");
  expect(isClosed).toBe(false);
  two.resolve();
  await closing;
});
