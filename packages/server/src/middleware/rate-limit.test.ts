import type { AuthProvider } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import { callFetch } from "./fixture/call-fetch.ts";
import type { RateLimitOptions } from "./rate-limit.ts";
import { rateLimit } from "./rate-limit.ts";

function createLimited(options: Partial<RateLimitOptions> = {}, auth?: AuthProvider) {
  const clock = createFakeClock();
  const events: ServerEvent[] = [];
  let calls = 0;
  const server = createServer({
    name: "s",
    version: "1",
    clock,
    log: (event) => void events.push(event),
    ...(auth && { auth }),
  })
    .join(createMemoryBackplane({ clock }))
    .tool("work", { description: "d" }, () => {
      calls += 1;
      return calls;
    })
    .use(rateLimit({ limit: 2, window: "10s", ...options }));
  return { server, clock, events, calls: () => calls };
}

const WORK = { name: "work", arguments: {} };

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s a request too many is refused before its work, with the time after which it may come again",
  async (revision) => {
    const { server, clock, calls } = createLimited({
      cost: ({ method }) => (method === "tools/call" ? 1 : 0),
    });
    const client = new ScriptedClient(server, revision);
    if (revision === "2025-11-25") await client.until(() => client.lines.length > 0);
    for (let time = 0; time < 2; time += 1) await client.request("tools/call", WORK);
    const { error } = await client.request("tools/call", WORK);
    expect(error).toEqual({
      code: 429,
      message: "Too many requests: 2 are admitted in 10 s; try again in 15 s",
      data: { retryAfterMs: 15_000, limit: 2 },
    });
    expect(calls()).toBe(2);
    await clock.advance(15_000);
    expect((await client.request("tools/call", WORK)).result).toBeDefined();
  },
);

test.each(["2026-07-28", "2025-11-25"])(
  "over HTTP a refusal in %s has status 429 and Retry-After in whole seconds",
  async (revision) => {
    const { server, clock } = createLimited();
    await clock.advance(1);
    await callFetch(server, "tools/call", WORK, { revision });
    await callFetch(server, "tools/call", WORK, { revision });
    const response = await callFetch(server, "tools/call", WORK, { revision });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "15"]);
    expect(await response.json()).toMatchObject({ error: { data: { retryAfterMs: 14_999 } } });
  },
);

test("a method that does not exist counts and is refused like any other", async () => {
  const { server } = createLimited({ limit: 1 });
  const statuses = [];
  for (let time = 0; time < 2; time += 1) {
    statuses.push((await callFetch(server, "made/up", {})).status);
  }
  expect(statuses).toEqual([404, 429]);
});

test("each principal has a share", async () => {
  const auth: AuthProvider = {
    authenticate: async ({ header }) => ({ principal: { id: header("authorization") ?? "" } }),
  };
  const { server } = createLimited({ limit: 1 }, auth);
  const statuses: number[] = [];
  for (const authorization of ["ada", "ada", "grace"]) {
    const headers = { authorization };
    const response = await callFetch(server, "tools/call", WORK, { headers });
    statuses.push(response.status);
  }
  expect(statuses).toEqual([200, 429, 200]);
});

test("callers without a principal have one share together", async () => {
  const { server } = createLimited({ limit: 1 });
  const call = () => callFetch(server, "tools/call", WORK);
  expect([(await call()).status, (await call()).status]).toEqual([200, 429]);
});

test("the callers counted together and the cost of a request are options", async () => {
  const { server } = createLimited({
    limit: 10,
    by: ({ params }) => String((params["arguments"] as { tenant: string }).tenant),
    cost: ({ params }) => Number((params["arguments"] as { size: number }).size),
  });
  const client = new ScriptedClient(server);
  const call = async (tenant: string, size: number): Promise<boolean> => {
    const { error } = await client.request("tools/call", {
      name: "work",
      arguments: { tenant, size },
    });
    return error === undefined;
  };
  expect([await call("a", 7), await call("a", 4), await call("a", 3), await call("b", 10)]).toEqual(
    [true, false, true, true],
  );
});

test("a subscription counts once", async () => {
  const { server } = createLimited({ limit: 1 });
  const client = new ScriptedClient(server);
  client.start("subscriptions/listen", { notifications: { toolsListChanged: true } });
  await client.until(() => client.lines.some((line) => line.includes("acknowledged")));
  server.tool("more", { description: "d" }, () => "x");
  await client.until(() => client.lines.some((line) => line.includes("list_changed")));
  expect((await client.request("tools/call", WORK)).error.code).toBe(429);
});

test("two limits of one server do not count into each other", async () => {
  const { server } = createLimited({ limit: 2 });
  server.use(rateLimit({ limit: 2, window: "10s" }));
  const client = new ScriptedClient(server);
  await client.request("tools/call", WORK);
  expect((await client.request("tools/call", WORK)).result).toBeDefined();
});

const broken = {
  ...createMemoryBackplane().values,
  increment: () => Promise.reject(new Error("store secret")),
};

test("while the backplane is away requests are admitted, with one warning in a window", async () => {
  const { server, clock, events } = createLimited({ values: broken });
  const client = new ScriptedClient(server);
  for (let time = 0; time < 3; time += 1) {
    expect((await client.request("tools/call", WORK)).result).toBeDefined();
  }
  expect(events.map(({ level }) => level)).toEqual(["warning"]);
  await clock.advance(10_000);
  await client.request("tools/call", WORK);
  expect(events).toHaveLength(2);
});

test("while the backplane is away requests are refused, with onOutage refuse", async () => {
  const { server, calls } = createLimited({ values: broken, onOutage: "refuse" });
  const response = await callFetch(server, "tools/call", WORK);
  expect([response.status, response.headers.get("retry-after"), calls()]).toEqual([503, "1", 0]);
  expect(await response.text()).not.toContain("secret");
});

test("a request that costs nothing is served while the backplane is away, also with onOutage refuse", async () => {
  const { server, calls } = createLimited({ values: broken, onOutage: "refuse", cost: () => 0 });
  expect((await callFetch(server, "tools/call", WORK)).status).toBe(200);
  expect(calls()).toBe(1);
});

test.each([0, -1, 1.5, Number.NaN])("a limit of %s is refused", (limit) => {
  expect(() => rateLimit({ limit, window: "1s" })).toThrow("whole limit of 1 or more");
});

test.each([3, -1, 0.5])("a request that costs %s of 2 is an error of the author", async (cost) => {
  const { server, events } = createLimited({ cost: () => cost });
  await new ScriptedClient(server).request("tools/call", WORK);
  expect(events[0]?.message).toContain("a whole number from 0 to the limit of 2");
});

test("a refused request is admitted after its `retryAfterMs`, and not a millisecond earlier", async () => {
  const { server, clock } = createLimited({
    cost: ({ method }) => (method === "tools/call" ? 1 : 0),
  });
  const client = new ScriptedClient(server);
  const refusedFor = async (): Promise<unknown> => {
    const { error } = await client.request("tools/call", WORK);
    return (error as { data?: { retryAfterMs?: number } } | undefined)?.data?.retryAfterMs;
  };
  expect([await refusedFor(), await refusedFor()]).toEqual([undefined, undefined]);
  const wait = Number(await refusedFor());
  await clock.advance(wait - 1);
  expect(await refusedFor()).toBe(1);
  await clock.advance(1);
  expect(await refusedFor()).toBeUndefined();
});
