import { systemClock, systemRandom } from "@mortise/protocol";
import { expect, test } from "vitest";
import { makeTaskId } from "./task-id.ts";

function idAt(now: number): string {
  return makeTaskId({ random: systemRandom, clock: { ...systemClock, now: () => now } });
}

test("an id has 144 random bits behind its time", () => {
  const ids = new Set(Array.from({ length: 1_000 }, () => idAt(Date.UTC(2026, 10, 28))));
  expect(ids.size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^t0[\da-z]{8}[\w-]{24}$/);
  expect(new Set([...ids].map((id) => id.slice(0, 10))).size).toBe(1);
});

test("ids of later tasks come after those of earlier ones", () => {
  const times = [
    0,
    1,
    35,
    36,
    Date.UTC(2026, 10, 28),
    Date.UTC(2059, 0, 1),
    Date.UTC(2059, 11, 31),
  ];
  const ids = times.map(idAt);
  expect(ids.toSorted()).toEqual(ids);
});
