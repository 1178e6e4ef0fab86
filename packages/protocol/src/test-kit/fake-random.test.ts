import { expect, test } from "vitest";
import { createFakeRandom } from "./fake-random.ts";

test("identifiers count up and are UUIDs of version 4", () => {
  const random = createFakeRandom();
  expect(random.uuid()).toBe("00000000-0000-4000-8000-000000000001");
  expect(random.uuid()).toBe("00000000-0000-4000-8000-000000000002");
  expect(createFakeRandom({ seed: 255 }).uuid()).toBe("000000ff-0000-4000-8000-000000000001");
  expect(random.uuid()).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test("bytes are the same for the same seed and differ from call to call", () => {
  const [one, other] = [createFakeRandom({ seed: 7 }), createFakeRandom({ seed: 7 })];
  const first = one.bytes(32);
  expect(other.bytes(32)).toEqual(first);
  expect(one.bytes(32)).not.toEqual(first);
  expect(createFakeRandom({ seed: 8 }).bytes(32)).not.toEqual(first);
});

test("every byte occurs about equally often", () => {
  const counts = new Array<number>(256).fill(0);
  for (const byte of createFakeRandom().bytes(65_536)) counts[byte] = (counts[byte] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(180);
  expect(Math.max(...counts)).toBeLessThan(340);
});

test("none and many bytes have the length that was asked for", () => {
  expect(createFakeRandom().bytes(0)).toHaveLength(0);
  expect(createFakeRandom().bytes(65_536)).toHaveLength(65_536);
});
