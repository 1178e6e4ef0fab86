import { expect, test } from "vitest";
import { toPrefix } from "./named-backplane.ts";

test("aA server's backplane is called after it, and two servers share none", () => {
  expect(toPrefix("customer-data")).toBe("mortise_customer_data");
  const names = [
    "desk",
    "Desk",
    "a-b",
    "a_b",
    "Kunden & Daten",
    "Kunden - Daten",
    "東京",
    "大阪",
    "x".repeat(200),
  ];
  const prefixes = names.map(toPrefix);
  expect(new Set(prefixes).size).toBe(names.length);
  for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
});
