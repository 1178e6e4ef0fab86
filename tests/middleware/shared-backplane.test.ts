import { openBackplane } from "@mortise/backplane";
import { connect } from "@mortise/client";
import { ErrorCode, ProtocolError, systemClock } from "@mortise/protocol";
import { createServer, rateLimit, responseCache } from "@mortise/server";
import { describe, expect, test } from "vitest";
import { freshPrefix, localServices } from "../fixture/service/local-services.ts";

for (const { name, url, missing, drop } of localServices()) {
  describe.skipIf(missing !== undefined)(`two instances on ${name}`, () => {
    test("admit a number of requests between them, however these are spread", async () => {
      await withInstances(async (instances) => {
        const limit = rateLimit({
          limit: 5,
          window: "1h",
          cost: ({ method }) => (method === "tools/call" ? 1 : 0),
        });
        for (const { server } of instances) server.use(limit);
        const calls = Array.from({ length: 12 }, async (_, index) => {
          const client = await connect(instances[index % 2]?.server as never);
          return await client.callTool("work").then(
            () => "admitted",
            (error: unknown) => ProtocolError.is(error) && error.code,
          );
        });
        const ends = await Promise.all(calls);
        expect(ends.filter((end) => end === "admitted").length).toBeLessThanOrEqual(5);
        expect(ends.filter((end) => end === ErrorCode.RateLimited).length).toBeGreaterThanOrEqual(
          7,
        );
        // Refused requests give their share back, so the limit is reached exactly.
        const [instance] = instances;
        const client = await connect(instance?.server as never);
        const admitted = ends.filter((end) => end === "admitted").length;
        for (let rest = admitted; rest < 5; rest += 1) await client.callTool("work");
        await expect(client.callTool("work")).rejects.toMatchObject({ data: { limit: 5 } });
      });
    });

    test("keep a result for each other", async () => {
      await withInstances(async (instances) => {
        const results = [];
        for (const { server } of instances) {
          server.use(responseCache({ ttl: "1m", tools: ["work"] }));
          const client = await connect(server);
          results.push(await client.callTool("work"));
        }
        expect(results[1]).toEqual(results[0]);
        expect(instances.map(({ calls }) => calls())).toEqual([1, 0]);
      });
    });
  });

  async function withInstances(
    run: (instances: ReturnType<typeof createInstance>[]) => Promise<void>,
  ) {
    const prefix = freshPrefix();
    const open = () => openBackplane(url, { prefix });
    const backplanes = [await open(), await open()];
    try {
      await run(backplanes.map((backplane) => createInstance(backplane)));
    } finally {
      await Promise.all(backplanes.map((backplane) => backplane.close()));
      await drop(prefix);
    }
  }
}

function createInstance(backplane: Awaited<ReturnType<typeof openBackplane>>) {
  let calls = 0;
  // The wall time stands still, so that the window of the limit ends after the test.
  const clock = { ...systemClock, now: () => 3_600_000_000 };
  const server = createServer({ name: "s", version: "1", clock, log: () => undefined })
    .join(backplane)
    .tool("work", { description: "d" }, () => {
      calls += 1;
      return `call ${calls} of ${calls}`;
    });
  return { server, calls: () => calls };
}
