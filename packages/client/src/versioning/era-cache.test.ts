import { expect, test } from "vitest";
import { EraCache } from "./era-cache.ts";

test("the target settled longest ago is forgotten when there are more than 256", () => {
  const cache = new EraCache();
  for (let index = 0; index < 256; index += 1) cache.set(`target-${index}`, "2025-11-25");
  cache.set("target-0", "2026-07-28");
  cache.set("one more", "2025-06-18");
  expect(cache.get("target-0")).toBe("2026-07-28");
  expect(cache.get("target-1")).toBeUndefined();
  expect(cache.get("one more")).toBe("2025-06-18");
});
