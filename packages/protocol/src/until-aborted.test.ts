import { expect, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

const reason = new Error("enough");

test("the value or the error of the promise comes through", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
  const failure = new Error("broken");
  await expect(untilAborted(Promise.reject(failure), signal)).rejects.toBe(failure);
});

test("an abort ends the wait for a promise that never settles", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => undefined), controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test("a promise that fails because of the abort gives the signal's reason", async () => {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const waiting = untilAborted(promise, controller.signal);
  reject(new Error("AbortError"));
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test("a signal that has aborted wins over a promise that is pending", async () => {
  const never = new Promise<never>(() => undefined);
  await expect(untilAborted(never, AbortSignal.abort(reason))).rejects.toBe(reason);
});
