import { expect, test, vi } from "vitest";
import { RequestLifetime } from "./request-lifetime.ts";

const late = (): Error => new Error("late");
const never = new Promise<never>(() => undefined);

test("work that takes too long is given up, and its signal says why", async () => {
  const lifetime = new RequestLifetime();
  await expect(lifetime.guard(never, 5, late)).rejects.toThrow("late");
  expect(lifetime.signal.reason).toMatchObject({ message: "late" });
});

test("the time stands still while somebody else is waited for", async () => {
  vi.useFakeTimers();
  try {
    const lifetime = new RequestLifetime();
    const user = Promise.withResolvers<string>();
    const outcome = lifetime.guard(
      lifetime.hold(user.promise).then(() => never),
      100,
      late,
    );
    const settled = vi.fn();
    outcome.catch(settled);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(settled).not.toHaveBeenCalled();
    user.resolve("Ada");
    await vi.advanceTimersByTimeAsync(99);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

test("a hold in the middle leaves the time that was left before it", async () => {
  vi.useFakeTimers();
  try {
    const lifetime = new RequestLifetime();
    const outcome = lifetime.guard(never, 100, late);
    const settled = vi.fn();
    outcome.catch(settled);
    await vi.advanceTimersByTimeAsync(60);
    const user = Promise.withResolvers<void>();
    const held = lifetime.hold(user.promise);
    await vi.advanceTimersByTimeAsync(500);
    user.resolve();
    await held;
    await vi.advanceTimersByTimeAsync(39);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

test("no timer is left of a request that was given up while somebody else was waited for", async () => {
  vi.useFakeTimers();
  try {
    const lifetime = new RequestLifetime();
    const user = Promise.withResolvers<void>();
    const outcome = lifetime.guard(never, 100, late);
    const held = lifetime.hold(user.promise);
    lifetime.abort(new Error("gone"));
    await expect(outcome).rejects.toThrow("gone");
    user.resolve();
    await held;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
