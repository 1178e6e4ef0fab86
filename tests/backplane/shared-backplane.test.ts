import { setTimeout } from "node:timers/promises";
import { openBackplane } from "@mortise/backplane";
import type { Backplane } from "@mortise/protocol";
import { backplaneCases, CASE_BOUNDS } from "@mortise/testing";
import { describe, test } from "vitest";
import { freshPrefix, localServices } from "../fixture/service/local-services.ts";

for (const { name, url, missing, drop } of localServices()) {
  describe.skipIf(missing !== undefined)(`the backplane on ${name}`, () => {
    test.each(backplaneCases)("$name", async ({ run }) => {
      const prefix = freshPrefix();
      const instances: Backplane[] = [];
      try {
        await run({
          open: async () => {
            const instance = await openBackplane(url, {
              ...CASE_BOUNDS,
              prefix,
              onError: () => {},
            });
            instances.push(instance);
            return instance;
          },
          pass: (ms) => setTimeout(ms),
        });
      } finally {
        await Promise.all(instances.map((instance) => instance.close()));
        await drop(prefix);
      }
    });
  });
}
