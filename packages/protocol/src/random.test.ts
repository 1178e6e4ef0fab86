import { expect, test } from "vitest";
import { systemRandom } from "./random.ts";

test("identifiers are version 4 UUIDs and differ", () => {
  const ids = Array.from({ length: 100 }, () => systemRandom.uuid());
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(ids).size).toBe(100);
});

test("bytes have the length asked for and differ", () => {
  expect(systemRandom.bytes(0)).toHaveLength(0);
  expect(systemRandom.bytes(32)).toHaveLength(32);
  expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
});
