import { createServer } from "@mortise/server";
import { createFakeClock } from "@mortise/testing";
import { describe, expect, test } from "vitest";
import { openClient } from "./open-client.ts";
import { WIRES } from "./wire.ts";

describe.each(WIRES)("over $name", (wire) => {
  test("a handler that takes too long is ended in no time on a fake clock", async () => {
    const clock = createFakeClock();
    const server = createServer({ name: "slow", version: "1.0.0", clock }).tool(
      "wait",
      { description: "Waits", timeout: "10s" },
      (_input, { signal }) =>
        new Promise<string>((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
    );
    await using client = await openClient(server, wire);

    const call = client.callTool("wait");
    await clock.waitFor("10s");
    await clock.advance("10s");

    expect(await call).toMatchObject({ isError: true, text: expect.stringContaining("10") });
  });

  test("the deadline of an answered call is taken off the clock", async () => {
    const clock = createFakeClock();
    const server = createServer({ name: "quick", version: "1.0.0", clock }).tool(
      "one",
      { description: "One", timeout: "10s" },
      async () => 1,
    );
    await using client = await openClient(server, wire);
    await client.callTool("one");
    expect(clock.pending).not.toContain(10_000);
  });
});

test("the time of a handler stands still while a user is asked", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "asking", version: "1.0.0", clock }).tool(
    "ask",
    { description: "Asks", timeout: "10s" },
    async (_input, ctx) => {
      const schema = { type: "object", properties: {} } as const;
      return (await ctx.elicit("go", { message: "Go on?", schema })).action;
    },
  );
  await using client = await openClient(server, {
    revision: "2025-11-25",
    elicit: async () => {
      await clock.advance("10m");
      return { action: "accept", content: {} };
    },
  });
  expect((await client.callTool("ask")).text).toBe("accept");
});
