import { expect, test } from "vitest";
import { createFakeClock } from "./fake-clock.ts";

test("what is due is called back in the order of its time, and at that time", async () => {
  const clock = createFakeClock({ start: 1000 });
  const seen: [string, number][] = [];
  clock.schedule(30, () => seen.push(["third", clock.now()]));
  clock.schedule(10, () => seen.push(["first", clock.now()]));
  clock.schedule(10, () => seen.push(["second", clock.now()]));

  await clock.advance(20);
  expect(seen).toEqual([
    ["first", 1010],
    ["second", 1010],
  ]);
  expect([clock.now(), clock.pending]).toEqual([1020, [10]]);

  await clock.advance("1m");
  expect(seen.at(-1)).toEqual(["third", 1030]);
  expect(clock.now()).toBe(61_020);
});

test("what a callback schedules within the move is called back too, after promises have settled", async () => {
  const clock = createFakeClock();
  const times: number[] = [];
  const tick = async (): Promise<void> => {
    await Promise.resolve();
    times.push(clock.now());
    clock.schedule(10, () => void tick());
  };
  await tick();

  await clock.advance(35);

  expect(times).toEqual([0, 10, 20, 30]);
});

test("what was cancelled is not called back", async () => {
  const clock = createFakeClock();
  let calls = 0;
  const cancel = clock.schedule(5, () => (calls += 1));
  cancel();
  await clock.advance(10);
  expect([calls, clock.pending]).toEqual([0, []]);
});

test("a test can wait until somebody waits", async () => {
  const clock = createFakeClock();
  let isWaitedFor = false;
  const waited = clock.waitFor("60s").then(() => {
    isWaitedFor = true;
  });
  clock.schedule(10, () => undefined);
  await clock.advance(0);
  expect(isWaitedFor).toBe(false);

  clock.schedule(60_000, () => undefined);
  await waited;
  await clock.waitFor(60_000);
});

test("a callback that schedules itself for now is an error, not a hang", async () => {
  const clock = createFakeClock();
  const again = (): void => void clock.schedule(0, again);
  again();
  await expect(clock.advance(1)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
