import { expect, test } from "vitest";
import { createFakeClock } from "./fake-clock.ts";

test("callbacks run in the order of their due times, each at its own time", async () => {
  const clock = createFakeClock({ start: 1000 });
  const seen: [string, number, number][] = [];
  const record = (name: string) => (): void => {
    seen.push([name, clock.now(), clock.monotonic()]);
  };
  clock.schedule(30, record("third"));
  clock.schedule(10, record("first"));
  clock.schedule(10, record("second"));

  await clock.advance(20);
  expect(seen).toEqual([
    ["first", 1010, 10],
    ["second", 1010, 10],
  ]);
  expect([clock.now(), clock.pending]).toEqual([1020, [10]]);

  await clock.advance("1m");
  expect(seen.at(-1)).toEqual(["third", 1030, 30]);
  expect(clock.now()).toBe(61_020);
});

test("the wall time begins in 2026 and the monotonic time at 0", () => {
  const clock = createFakeClock();
  expect(new Date(clock.now()).toISOString()).toBe("2026-01-01T00:00:00.000Z");
  expect(clock.monotonic()).toBe(0);
});

test("setting the wall time moves neither the monotonic time nor a callback", async () => {
  const clock = createFakeClock();
  let isDue = false;
  clock.schedule(1000, () => {
    isDue = true;
  });
  await clock.advance(400);

  clock.setNow(Date.UTC(2000, 0, 1));
  expect([clock.monotonic(), clock.pending]).toEqual([400, [600]]);
  await clock.advance(599);
  expect([clock.now(), isDue]).toEqual([Date.UTC(2000, 0, 1) + 599, false]);
  await clock.advance(1);
  expect(isDue).toBe(true);
});

test("a callback that is scheduled within the move runs too, after promises have settled", async () => {
  const clock = createFakeClock();
  const times: number[] = [];
  const tick = async (): Promise<void> => {
    await Promise.resolve();
    times.push(clock.monotonic());
    clock.schedule(10, () => void tick());
  };
  await tick();

  await clock.advance(35);

  expect(times).toEqual([0, 10, 20, 30]);
});

test("a cancelled callback does not run", async () => {
  const clock = createFakeClock();
  let calls = 0;
  const cancel = clock.schedule(5, () => (calls += 1));
  cancel();
  await clock.advance(10);
  expect([calls, clock.pending]).toEqual([0, []]);
});

test("waitFor resolves once a callback is scheduled with that delay", async () => {
  const clock = createFakeClock();
  let isScheduled = false;
  const waiting = clock.waitFor("60s").then(() => {
    isScheduled = true;
  });
  clock.schedule(10, () => undefined);
  await clock.advance(0);
  expect(isScheduled).toBe(false);

  clock.schedule(60_000, () => undefined);
  await waiting;
  await clock.waitFor(60_000);
});

test("a callback that schedules itself without a delay is an error, not a hang", async () => {
  const clock = createFakeClock();
  const again = (): void => void clock.schedule(0, again);
  again();
  await expect(clock.advance(1)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
