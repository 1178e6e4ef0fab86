import { createFakeClock } from "@mortise/protocol/test-kit";
import { createMemoryBackplane } from "@mortise/server";
import { describe, test } from "vitest";
import { CASE_BOUNDS } from "./backplane-case.ts";
import { backplaneCases } from "./backplane-suite.ts";

describe("the backplane in memory", () => {
  test.each(backplaneCases)("$name", async ({ run }) => {
    const clock = createFakeClock();
    const backplane = createMemoryBackplane({ ...CASE_BOUNDS, clock, onError: () => {} });
    await run({
      open: async () => backplane,
      pass: (ms) => clock.advance(ms),
    });
    await backplane.close();
  });
});
