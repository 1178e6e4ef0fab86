import { setTimeout } from "node:timers/promises";
import type { Backplane } from "@mortise/protocol";
import { openBackplane } from "@mortise/store";
import { backplaneCases, CASE_BOUNDS } from "@mortise/testing";
import { describe, test } from "vitest";
import { freshPrefix, localPostgres, localRedis } from "../fixture/service/local-services.ts";

for (const { name, url, isUsable, drop } of [await localPostgres(), await localRedis()]) {
  describe.skipIf(!isUsable)(`the backplane on ${name}`, () => {
    test.each(backplaneCases)("$name", async ({ run }) => {
      const prefix = freshPrefix();
      const nodes: Backplane[] = [];
      try {
        await run({
          open: async () => {
            const node = await openBackplane(url, { ...CASE_BOUNDS, prefix, onError: () => {} });
            nodes.push(node);
            return node;
          },
          pass: (ms) => setTimeout(ms),
        });
      } finally {
        await Promise.all(nodes.map((node) => node.close()));
        await drop(prefix);
      }
    });
  });
}
