import { expect, test } from "vitest";
import { paginate } from "./paginate.ts";

test("a page may hold more items than a function can have arguments", async () => {
  const page = Array.from({ length: 200_000 }, (_, index) => index);
  const items = await paginate<number>("tools/list", "tools", async () => ({ tools: page }));
  expect(items).toHaveLength(page.length);
});
