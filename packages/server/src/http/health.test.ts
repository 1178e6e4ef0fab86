import type { AuthProvider, Backplane } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import type { FetchFunction } from "../create-fetch-handler.ts";
import { createFetchHandler } from "../create-fetch-handler.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import type { FetchOptions } from "./fetch-handler.ts";

/** Refuses every caller. */
const auth: AuthProvider = {
  authenticate: () => Promise.resolve({ status: 401, message: "Send a token" }),
};

function create(options: FetchOptions): FetchFunction {
  return createFetchHandler(createServer({ name: "secret", version: "9", auth }), options);
}

async function ask(handle: FetchFunction, path: string, method = "GET"): Promise<unknown[]> {
  const response = await handle(new Request(`http://localhost${path}`, { method }));
  return [response.status, await response.text()];
}

test("health is reported without credentials, and says nothing of the server", async () => {
  const handle = create({ health: true });
  const response = await handle(new Request("http://any.example/healthz"));
  expect([response.status, await response.text()]).toEqual([200, "ok"]);
  expect(Object.fromEntries(response.headers)).toEqual({
    "cache-control": "no-store",
    "content-type": "text/plain; charset=utf-8",
  });
  expect(await ask(handle, "/readyz")).toEqual([200, "ready"]);
  expect(await ask(handle, "/readyz", "HEAD")).toEqual([200, ""]);
  expect(await ask(handle, "/healthz", "POST")).toEqual([405, ""]);
  expect((await ask(handle, "/mcp", "POST"))[0]).toBe(401);
});

test.each([
  ["none unless asked for", {}, [401, 401]],
  ["none", { health: false }, [401, 401]],
  ["one renamed", { health: { live: "/up" } }, [401, 200]],
  ["one turned off", { health: { ready: false } }, [200, 401]],
] as const)("the paths of health can be changed: %s", async (_name, options, [live, ready]) => {
  const handle = create(options);
  expect((await ask(handle, "/healthz"))[0]).toBe(live);
  expect((await ask(handle, "/readyz"))[0]).toBe(ready);
  if ("health" in options && options.health && "live" in options.health) {
    expect(await ask(handle, options.health.live)).toEqual([200, "ok"]);
  }
});

test.each(["the handler", "the server"])(
  "after %s has closed it is alive and not ready",
  async (which) => {
    const server = createServer({ name: "s", version: "1" });
    const handle = createFetchHandler(server, { health: true });
    await (which === "the server" ? server : handle).close();
    expect(await ask(handle, "/healthz")).toEqual([200, "ok"]);
    expect(await ask(handle, "/readyz")).toEqual([503, "closing"]);
  },
);

/** A shared backplane that can be cut off, as by a network. */
function openShared(): { backplane: Backplane; reads: number; isCut: boolean; hangs: boolean } {
  const memory = createMemoryBackplane();
  const shared = {
    reads: 0,
    isCut: false,
    hangs: false,
    backplane: {
      ...memory,
      isShared: true,
      values: {
        ...memory.values,
        get: (key: string) => {
          shared.reads += 1;
          if (shared.hangs) return new Promise<undefined>(() => undefined);
          if (!shared.isCut) return memory.values.get(key);
          return Promise.reject(new MortiseError("CONNECTION_FAILED", "cannot reach db.internal"));
        },
      },
    },
  };
  return shared;
}

test("a server whose backplane is away is not ready until it is back, and the log says so once", async () => {
  const shared = openShared();
  const events: ServerEvent[] = [];
  let now = 0;
  const server = createServer({
    name: "s",
    version: "1",
    log: (event) => events.push(event),
    state: { keys: ["0".repeat(43)] },
    clock: { now: () => now, monotonic: () => now, schedule: () => () => undefined },
  }).join(shared.backplane);
  const handle = createFetchHandler(server, { health: true });
  expect(await ask(handle, "/readyz")).toEqual([200, "ready"]);
  shared.isCut = true;
  now += 1_000;
  expect(await ask(handle, "/readyz")).toEqual([503, "backplane"]);
  now += 1_000;
  expect(await ask(handle, "/readyz")).toEqual([503, "backplane"]);
  shared.isCut = false;
  now += 1_000;
  expect(await ask(handle, "/readyz")).toEqual([200, "ready"]);
  expect(events.map(({ level }) => level)).toEqual(["error", "info"]);
});

test("many probes look at the backplane once a second", async () => {
  const shared = openShared();
  let now = 0;
  const server = createServer({
    name: "s",
    version: "1",
    state: { keys: ["0".repeat(43)] },
    clock: { now: () => now, monotonic: () => now, schedule: () => () => undefined },
  }).join(shared.backplane);
  const handle = createFetchHandler(server, { health: true });
  await Promise.all(Array.from({ length: 100 }, () => ask(handle, "/readyz")));
  now += 999;
  await ask(handle, "/readyz");
  expect(shared.reads).toBe(1);
  now += 1;
  await ask(handle, "/readyz");
  expect(shared.reads).toBe(2);
});

test("a backplane that does not answer keeps no probe waiting", async () => {
  const shared = openShared();
  shared.hangs = true;
  const server = createServer({
    name: "s",
    version: "1",
    log: () => undefined,
    state: { keys: ["0".repeat(43)] },
    clock: {
      now: () => 0,
      monotonic: () => 0,
      schedule: (milliseconds, callback) => {
        expect(milliseconds).toBe(2_000);
        queueMicrotask(callback);
        return () => undefined;
      },
    },
  }).join(shared.backplane);
  const handle = createFetchHandler(server, { health: true });
  expect(await ask(handle, "/readyz")).toEqual([503, "backplane"]);
});
