import { expect, test } from "vitest";
import { rateLimit } from "./rate-limit.ts";
import { responseCache } from "./response-cache.ts";

const values = {} as never;

test("an option with a former name is refused with the present one", () => {
  const limit = { limit: 1, window: "1s" } as const;
  const store = { ...limit, store: values };
  expect(() => rateLimit(store)).toThrow("store is now called values");
  const failure = { ...limit, onStoreFailure: "refuse" };
  expect(() => rateLimit(failure)).toThrow("onStoreFailure is now called onOutage");
  const cache = { ttl: "1s", store: values } as const;
  expect(() => responseCache(cache)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", data: { option: "store" } }),
  );
  expect(() => rateLimit({ ...limit, values })).not.toThrow();
});
