import { createMemoryBackplane } from "@mortise/server";
import { describe, test } from "vitest";
import { CASE_BOUNDS } from "./backplane-case.ts";
import { backplaneCases } from "./backplane-suite.ts";

describe("the backplane in memory", () => {
  test.each(backplaneCases)("$name", async ({ run }) => {
    let now = 1_000;
    const backplane = createMemoryBackplane({ ...CASE_BOUNDS, now: () => now, onError: () => {} });
    await run({
      open: async () => backplane,
      pass: async (ms) => {
        now += ms;
      },
    });
    await backplane.close();
  });
});
