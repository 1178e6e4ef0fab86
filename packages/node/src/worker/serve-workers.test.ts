import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { Child } from "../stdio/fixture/child.ts";
import { openProxy } from "./fixture/scattering-proxy.ts";

const SERVER = fileURLToPath(new URL("./fixture/worker-server.ts", import.meta.url));

interface Started extends AsyncDisposable {
  readonly child: Child;
  readonly url: string;
}

/** Starts the fixture with workers and waits until its primary writes where they listen. */
async function start(...args: string[]): Promise<Started> {
  const child = new Child(SERVER, ["--http", "0", ...args]);
  await child.until(() => child.stderr.includes("primary http"));
  const url = /fixture listens on (\S+)/.exec(child.stderr)?.[1] ?? "";
  return { child, url, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

/** The processes that answer, asked over connections of their own until there are `count` of them. */
async function findPids(url: string, count: number): Promise<Set<string>> {
  await using proxy = await openProxy(url);
  await using client = await connect(proxy.url);
  const pids = new Set<string>();
  while (pids.size < count) pids.add((await client.callTool("pid", {})).text);
  return pids;
}

/** A URL that answers once the gate is opened. */
async function openGate(): Promise<AsyncDisposable & { url: string; open: () => void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const gate = createServer((_request, response) => void promise.then(() => response.end()));
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");
  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`,
    open: resolve,
    async [Symbol.asyncDispose]() {
      gate.close();
      gate.closeAllConnections();
    },
  };
}

describe("a server with two workers", () => {
  let server: Started;

  beforeAll(async () => {
    server = await start("--workers", "2");
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test("both answer on one port, and one line says so", async () => {
    const { child, url } = server;
    expect(child.stderr).toContain(`fixture listens on ${url} with 2 workers\n`);
    const pids = await findPids(url, 2);
    expect(pids).not.toContain(String(child.process.pid));
    expect(child.stderr.match(new RegExp(`worker http ${url}`, "g"))).toHaveLength(2);
  });

  test("its port is in use for another server, which says so once", async () => {
    const port = new URL(server.url).port;
    await using second = new Child(SERVER, ["--http", port, "--workers", "3"]);
    expect(await second.exit).toEqual([1, null]);
    expect(second.stderr).toMatch(/^error Cannot listen on .* is in use; .*\n$/);
  });

  test("one worker answers what the client says to the question of another", async () => {
    await using proxy = await openProxy(server.url);
    await using client = await connect(proxy.url, {
      elicit: async () => ({ action: "accept", content: { word: "yes" } }),
    });
    const { structured } = await client.callTool("ask", { text: "yes" });
    const { first, last, answer } = structured as Record<string, unknown>;
    expect(answer).toMatchObject({ action: "accept", content: { word: "yes" } });
    expect(last).not.toBe(first);
    expect(server.child.stderr).not.toContain("MORTISE_STATE_KEYS");
  });

  test("a legacy session that one worker began is known to both", async () => {
    await using proxy = await openProxy(server.url);
    await using client = await connect(proxy.url, { revision: "2025-11-25" });
    const pids = new Set<string>();
    for (let call = 0; call < 4; call += 1) pids.add((await client.callTool("pid", {})).text);
    expect(pids.size).toBe(2);
  });

  test.each(["2025-11-25", "2026-07-28"] as const)(
    "in %s a change that one worker announces reaches the listeners of the other",
    async (revision) => {
      await using proxy = await openProxy(server.url);
      await using client = await connect(proxy.url, { revision });
      const { promise: acknowledged, resolve } = Promise.withResolvers<void>();
      const changes = client.listen(
        { resourceSubscriptions: ["docs://one"] },
        { onAcknowledged: () => resolve() },
      );
      const first = changes.next();
      await acknowledged;
      const change = {
        value: { method: "notifications/resources/updated", params: { uri: "docs://one" } },
      };
      // The workers take turns, so that one of the two announcements is of the other worker.
      const pids = [(await client.callTool("announce", {})).text];
      expect(await first).toMatchObject(change);
      pids.push((await client.callTool("announce", {})).text);
      expect(await changes.next()).toMatchObject(change);
      expect(new Set(pids).size).toBe(2);
      await changes.return(undefined);
    },
  );
});

test("a worker that dies is replaced, and the others answer meanwhile", async () => {
  await using server = await start("--workers=2");
  const { child, url } = server;
  const before = await findPids(url, 2);
  await using client = await connect(url);
  await expect(client.callTool("crash", {})).rejects.toThrow();
  await child.until(() => /Worker \d+ exited \(code 3\); another starts/.test(child.stderr));
  await child.until(() => child.stderr.split("worker http").length === 4);
  const all = await findPids(url, 2);
  expect([...all].filter((pid) => before.has(pid))).toHaveLength(1);
});

test("SIGTERM to the primary lets running calls finish, and ends all with exit code 0", async () => {
  await using server = await start("--workers", "2");
  await using gate = await openGate();
  const { child, url } = server;
  await using client = await connect(url);
  const answer = client.callTool("slow", { text: gate.url });
  await child.until(() => child.stderr.includes("slow began"));
  child.process.kill("SIGTERM");
  await child.until(() => child.stderr.includes("slow goes on"));
  gate.open();
  expect((await answer).text).toBe("finished, not aborted");
  expect(await child.exit).toEqual([0, null]);
  expect(child.stderr.match(/worker closed/g)).toHaveLength(2);
  expect(child.stderr.match(/primary closed/g)).toHaveLength(1);
  expect(child.stderr).not.toContain("another starts");
});

test("workers that die again and again end the server with exit code 1 and a reason", async () => {
  await using child = new Child(SERVER, ["--http", "0", "--workers", "1", "--fragile"]);
  expect(await child.exit).toEqual([1, null]);
  expect(child.stderr.match(/exited \(code 7\); another starts/g)).toHaveLength(5);
  expect(child.stderr).toMatch(/error Worker \d+ exited .* more than 5 exited within a minute/);
});

test("workers of a primary that is killed end too", async () => {
  await using server = await start("--workers", "2");
  server.child.process.kill("SIGKILL");
  // Standard error closes when the last process that holds it ends.
  expect(await server.child.exit).toEqual([null, "SIGKILL"]);
});

test.each([
  [["--workers", "2"], "`workers` requires HTTP"],
  [
    ["--http", "0", "--workers", "many"],
    'workers is "many"; set "auto" or a number from 1 to 1024',
  ],
  [["--http", "0", "--workers", "0"], 'workers is "0"'],
  [["--http", "0", "--workers"], 'workers is ""'],
])("%j is refused with the reason", async (args, reason) => {
  await using child = new Child(SERVER, args);
  expect(await child.exit).toEqual([1, null]);
  expect(child.stderr).toContain(reason);
});
