import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import type { TimedRequest } from "./timing.ts";
import { timing } from "./timing.ts";

test("durations are known by tool and by method, with percentiles", async () => {
  let time = 0;
  let step = 0;
  const timed: TimedRequest[] = [];
  const clock: Clock = { ...systemClock, monotonic: () => (time += step) };
  const times = timing({
    onRequest: (request) => void timed.push(request),
  });
  const server = createServer({ name: "s", version: "1", clock })
    .tool("work", { description: "d" }, () => "x")
    .use(times);
  const client = new ScriptedClient(server);
  for (step = 1; step <= 100; step += 1) await client.request("tools/call", { name: "work" });
  await client.request("tools/call", { name: "invented" });
  await client.request("tools/list");
  expect(times.timings()).toEqual([
    {
      method: "tools/call",
      tool: "work",
      count: 100,
      failures: 0,
      p50Ms: 50,
      p95Ms: 95,
      maxMs: 100,
    },
    { method: "tools/call", count: 1, failures: 1, p50Ms: 101, p95Ms: 101, maxMs: 101 },
    { method: "tools/list", count: 1, failures: 0, p50Ms: 101, p95Ms: 101, maxMs: 101 },
  ]);
  expect(timed[100]).toEqual({
    method: "tools/call",
    target: "invented",
    outcome: "refused",
    code: -32602,
    durationMs: 101,
  });
});

test("the latest 512 requests make the percentiles, and invented methods do not fill the memory", async () => {
  let time = 0;
  let step = 1000;
  const clock: Clock = { ...systemClock, monotonic: () => (time += step) };
  const times = timing();
  const server = createServer({ name: "s", version: "1", clock }).use(times);
  const client = new ScriptedClient(server);
  await client.request("tools/list");
  step = 1;
  for (let count = 0; count < 512; count += 1) await client.request("tools/list");
  expect(times.timings()).toMatchObject([{ count: 513, p50Ms: 1, maxMs: 1 }]);
  for (let count = 0; count < 1100; count += 1) await client.request(`made/up${count}`);
  expect(times.timings()).toHaveLength(1000);
});
