import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("now is the time since 1970, monotonic grows with it", () => {
  vi.setSystemTime(new Date("2026-07-28T00:00:00Z"));
  expect(systemClock.now()).toBe(Date.UTC(2026, 6, 28));
  const before = systemClock.monotonic();
  vi.advanceTimersByTime(250);
  expect(systemClock.monotonic() - before).toBe(250);
});

test("a callback runs once, after its delay, and not when cancelled", () => {
  const calls: string[] = [];
  systemClock.schedule(100, () => calls.push("kept"));
  const cancel = systemClock.schedule(100, () => calls.push("cancelled"));
  vi.advanceTimersByTime(99);
  expect(calls).toEqual([]);
  cancel();
  vi.advanceTimersByTime(1_000);
  expect(calls).toEqual(["kept"]);
});

test("a delay longer than the platform's timers take is waited for in full", () => {
  const calls: string[] = [];
  const days = 24 * 3_600_000;
  const cancel = systemClock.schedule(60 * days, () => calls.push("cancelled"));
  systemClock.schedule(60 * days, () => calls.push("kept"));
  vi.advanceTimersByTime(59 * days);
  expect(calls).toEqual([]);
  cancel();
  vi.advanceTimersByTime(days);
  expect(calls).toEqual(["kept"]);
});

test("only a background callback lets the process end", () => {
  vi.useRealTimers();
  const isKept = (isBackground: boolean): boolean | undefined => {
    const { setTimeout } = globalThis;
    let timer: { hasRef?: () => boolean } | undefined;
    vi.stubGlobal("setTimeout", (...args: Parameters<typeof setTimeout>) => {
      const made = setTimeout(...args);
      timer = made as typeof timer;
      return made;
    });
    systemClock.schedule(60_000, () => undefined, { isBackground })();
    vi.unstubAllGlobals();
    return timer?.hasRef?.();
  };
  expect([isKept(false), isKept(true)]).toEqual([true, false]);
});
