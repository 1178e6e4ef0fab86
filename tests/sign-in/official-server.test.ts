import { MemoryTokenStore, oauth } from "@mortise/auth";
import type { TestAuth } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import { connect } from "mortise";
import { expect, test } from "vitest";
import type { OfficialServer } from "../fixture/auth/official-server.ts";
import { createOfficialServer, signedInUser } from "../fixture/auth/official-server.ts";

interface Scene extends AsyncDisposable {
  readonly as: TestAuth;
  readonly server: OfficialServer;
  readonly store: MemoryTokenStore;
  readonly open: () => ReturnType<typeof oauth>;
}

async function start(): Promise<Scene> {
  const as = await testAuth();
  const server = createOfficialServer(as);
  const store = new MemoryTokenStore();
  return {
    as,
    server,
    store,
    open: () => oauth({ store, userAgent: signedInUser(as), clock: as.clock, fetch: server.fetch }),
    [Symbol.asyncDispose]: () => as[Symbol.asyncDispose](),
  };
}

const revisions = ["2026-07-28", "2025-11-25"] as const;

test.each(revisions)(
  "our client registers, signs in, calls and steps up at the official server, at %s",
  async (revision) => {
    await using scene = await start();
    const { as, server } = scene;
    const auth = scene.open();
    await using client = await connect(server.url, { auth, fetch: server.fetch, revision });
    expect(JSON.parse((await client.callTool("read")).text)).toEqual({ subject: "alice" });
    expect((await client.callTool("write")).text).toBe("written");
    expect((await client.callTool("write")).text).toBe("written");
    expect([as.count("registration"), as.count("authorize")]).toEqual([1, 2]);
    expect(server.scopes.at(-1)).toEqual(expect.arrayContaining(["write"]));
    const account = await auth.account(server.url);
    expect(account).toMatchObject({ issuer: as.issuer, resource: server.url, isRenewable: true });
  },
);

test("expired tokens are refreshed once for many calls and many clients, time after time", async () => {
  await using scene = await start();
  const { as, server } = scene;
  const clients = await Promise.all(
    [1, 2, 3].map(() => connect(server.url, { auth: scene.open(), fetch: server.fetch })),
  );
  expect(as.count("authorize")).toBe(1);
  for (const _round of [1, 2, 3]) {
    await as.expire();
    as.clearRequests();
    await Promise.all(
      clients.flatMap((client) => [client.callTool("read"), client.callTool("read")]),
    );
    expect(as.count("token")).toBe(1);
    expect(as.count("authorize")).toBe(0);
  }
  await Promise.all(clients.map((client) => client.close()));
});

test("a session that ended at the authorization server ends in one login", async () => {
  await using scene = await start();
  const { as, server } = scene;
  await using client = await connect(server.url, { auth: scene.open(), fetch: server.fetch });
  await as.expire({ refresh: true });
  as.clearRequests();
  await Promise.all([1, 2, 3, 4].map(() => client.callTool("read")));
  expect([as.count("authorize"), as.count("registration")]).toEqual([1, 0]);
});

test("a client that its server removed is registered again at the second try", async () => {
  await using scene = await start();
  const { as, server } = scene;
  await using client = await connect(server.url, { auth: scene.open(), fetch: server.fetch });
  await as.expire({ refresh: true });
  await as.forgetClients();
  as.clearRequests();
  const outcomes = [
    await client.callTool("read").catch((error: unknown) => error),
    await client.callTool("read").catch((error: unknown) => error),
  ];
  expect(outcomes[1]).toMatchObject({ isError: false });
  expect(as.count("registration")).toBe(1);
});

test("signing out makes the server refuse the next call, and leaves nothing behind", async () => {
  await using scene = await start();
  const { as, server } = scene;
  const auth = scene.open();
  await auth.login(server.url).catch(() => undefined);
  await using client = await connect(server.url, { auth, fetch: server.fetch });
  expect(await auth.logout(server.url)).toBe(true);
  expect(as.count("revocation")).toBe(1);
  await client.callTool("read");
  expect(as.count("authorize")).toBeGreaterThan(1);
});

test("an authorization server that goes away costs no login, and comes back without one", async () => {
  await using scene = await start();
  const { as, server } = scene;
  await using client = await connect(server.url, { auth: scene.open(), fetch: server.fetch });
  await as.expire();
  await as.stop();
  await expect(client.callTool("read")).rejects.toMatchObject({ data: { code: "unreachable" } });
  await as.start();
  as.clearRequests();
  expect((await client.callTool("read")).isError).toBe(false);
  expect(as.count("authorize")).toBe(0);
});
