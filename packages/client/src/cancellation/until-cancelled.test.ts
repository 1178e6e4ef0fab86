import { untilAborted } from "@mortise/protocol";
import { expect, test } from "vitest";
import { untilCancelled } from "./until-cancelled.ts";

const CALL = { method: "tools/call", params: { name: "add" } };

test("a value arrives as if it were awaited, and a failure too", async () => {
  const { signal } = new AbortController();
  expect(await untilCancelled(Promise.resolve(1), { ...CALL, signal })).toBe(1);
  expect(await untilCancelled(Promise.resolve(1), CALL)).toBe(1);
  const failure = new Error("own");
  await expect(untilCancelled(Promise.reject(failure), { ...CALL, signal })).rejects.toBe(failure);
});

test("an abort is an error that names the call and keeps the reason", async () => {
  const stop = new AbortController();
  const waiting = untilCancelled(new Promise(() => undefined), { ...CALL, signal: stop.signal });
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(waiting).rejects.toMatchObject({
    code: "ABORTED",
    message: 'tools/call "add" was aborted by the caller',
    cause: reason,
  });
});

test("a failure after an abort of another signal stays a failure", async () => {
  const stop = new AbortController();
  const failure = new Error("own");
  const waiting = untilCancelled(Promise.reject(failure), { ...CALL, signal: stop.signal });
  await expect(waiting).rejects.toBe(failure);
});

test("a signal that is aborted already is not waited for", async () => {
  const reason = new Error("before");
  const waiting = untilAborted(new Promise(() => undefined), AbortSignal.abort(reason));
  await expect(waiting).rejects.toBe(reason);
});

test("no listener stays on a signal that outlives the wait", async () => {
  const stop = new AbortController();
  let listeners = 0;
  const { signal } = stop;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  };
  await untilAborted(Promise.resolve(1), signal);
  await untilAborted(Promise.reject(new Error("x")), signal).catch(() => undefined);
  expect(listeners).toBe(0);
});
