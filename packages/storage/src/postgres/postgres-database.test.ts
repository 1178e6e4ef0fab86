import { describe, expect, test, vi } from "vitest";
import { openFaultyNetwork } from "../fixture/faulty-network.ts";
import { freshName, postgres, runSql } from "../fixture/test-database.ts";
import { openPostgres } from "./postgres-database.ts";

const LOST = { code: "CONNECTION_FAILED" };
const quiet = { onError: () => undefined };

describe("openPostgres, without a server", () => {
  test("names the address, and no password", async () => {
    const opening = openPostgres("postgres://user:hunter2@127.0.0.1:1/db");
    await expect(opening).rejects.toMatchObject({
      ...LOST,
      message: "PostgreSQL failed: connect ECONNREFUSED 127.0.0.1:1",
    });
  });

  test("refuses numbers that are too small before it connects", async () => {
    const opening = openPostgres("postgres://127.0.0.1:1/db", { maxConnections: 0 });
    await expect(opening).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

describe.skipIf(postgres.missing !== undefined)("openPostgres", () => {
  test("a database that does not exist, and a login that is refused, are named", async () => {
    const url = new URL(postgres.url);
    url.pathname = "/no_such_database";
    await expect(openPostgres(url.href)).rejects.toThrow(/"no_such_database" does not exist/);
    const stranger = new URL(postgres.url);
    stranger.username = freshName();
    await expect(openPostgres(stranger.href)).rejects.toMatchObject(LOST);
  });

  test("commits wait for the disk, unless the caller gives that up", async () => {
    const shown = async (isDurable?: boolean): Promise<unknown> => {
      await using database = await openPostgres(postgres.url, {
        ...(isDurable !== undefined && { isDurable }),
      });
      const [row] = await database.query<{ synchronous_commit: string }>("SHOW synchronous_commit");
      return row?.synchronous_commit;
    };
    expect(await shown()).toBe("on");
    expect(await shown(true)).toBe("on");
    expect(await shown(false)).toBe("off");
  });

  test("arrays are arrays, booleans booleans and bytes bytes", async () => {
    await using database = await openPostgres(postgres.url);
    const [row] = await database.query<{ bytes: Uint8Array }>(
      "SELECT $1::text[] AS texts, $2::int[] AS numbers, $3::boolean AS flag, $4::bytea AS bytes",
      [["a", "b"], [1, 2], true, new Uint8Array([0, 255])],
    );
    expect(row).toMatchObject({ texts: ["a", "b"], numbers: [1, 2], flag: true });
    expect([...(row?.bytes ?? [])]).toEqual([0, 255]);
  });

  test("no more connections are open than the option says", async () => {
    const name = freshName();
    const url = new URL(postgres.url);
    url.searchParams.set("application_name", name);
    await using database = await openPostgres(url.href, { maxConnections: 2 });
    await Promise.all(Array.from({ length: 20 }, () => database.query("SELECT pg_sleep(0.01)")));
    const open = await runSql("SELECT 1 FROM pg_stat_activity WHERE application_name = $1", [name]);
    expect(open).toHaveLength(2);
  });

  test("a statement that takes too long is ended, here and in the server", async () => {
    await using database = await openPostgres(postgres.url, { timeoutMs: 2_000, ...quiet });
    await expect(database.query("SELECT pg_sleep(60)")).rejects.toMatchObject(LOST);
    await expect(database.query("SELECT 1")).resolves.toHaveLength(1);
    const sleeping =
      "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'";
    await expect.poll(() => runSql(sleeping)).toEqual([]);
  });

  test("a connection may end in the moment in which it is handed on", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    const name = freshName();
    const url = new URL(network.url);
    url.searchParams.set("application_name", name);
    await using database = await openPostgres(url.href, { maxConnections: 1, ...quiet });
    network.set("held");
    const first = database.query("SELECT 1 AS one");
    const second = database.transaction(async () => "done");
    const refused = expect(second).rejects.toMatchObject(LOST);
    const answered =
      "SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND query LIKE '%AS one' AND state = 'idle'";
    await expect.poll(() => runSql(answered, [name])).toHaveLength(1);
    await runSql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
      [name],
    );

    await expect(first).resolves.toEqual([{ one: 1 }]);
    await refused;
  });

  test("a longer limit of one transaction is its own", async () => {
    await using database = await openPostgres(postgres.url, { timeoutMs: 1_000, ...quiet });
    const limit = (runner: typeof database): Promise<unknown> =>
      runner.query("SHOW statement_timeout");
    await database.transaction(
      async (transaction) => {
        await transaction.query("SELECT pg_sleep(1.2)");
        expect(await transaction.query("SHOW statement_timeout")).toEqual([
          { statement_timeout: "20s" },
        ]);
        expect(await transaction.query("SHOW idle_in_transaction_session_timeout")).toEqual([
          { idle_in_transaction_session_timeout: "20s" },
        ]);
      },
      { timeoutMs: 20_000 },
    );
    expect(await limit(database)).toEqual([{ statement_timeout: "1s" }]);
  });

  test("an error that a transaction catches spoils the rest of it, and is undone", async () => {
    await using database = await openPostgres(postgres.url);
    const work = database.transaction(async (transaction) => {
      await transaction.query("SELECT 1 / 0").catch(() => undefined);
      await transaction.query("SELECT 1");
    });
    await expect(work).rejects.toMatchObject({ data: { reason: "refused" } });
    expect(await database.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("two transactions that wait for each other end: one is refused, one commits", async () => {
    const { namespace, open } = postgres.create();
    const database = await open();
    const table = database.dialect.table(namespace, "t");
    const statements = [
      `CREATE TABLE ${table} (id int PRIMARY KEY)`,
      `INSERT INTO ${table} VALUES (1), (2)`,
    ];
    const migrations = [{ name: "create t", statements }];
    await database.migrate({ namespace, component: "t", migrations });
    const ready = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const update = (first: number, second: number, own: 0 | 1): Promise<void> =>
      database.transaction(async (transaction) => {
        await transaction.execute(`UPDATE ${table} SET id = id WHERE id = $1`, [first]);
        ready[own].resolve();
        await ready[own === 0 ? 1 : 0].promise;
        await transaction.execute(`UPDATE ${table} SET id = id WHERE id = $1`, [second]);
      });
    const results = await Promise.allSettled([update(1, 2, 0), update(2, 1, 1)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toMatchObject({
      code: "STORAGE_FAILED",
      data: { reason: "locked" },
    });
  });

  test("work of a name that another process is at is left to it", async () => {
    await using one = await openPostgres(postgres.url);
    await using two = await openPostgres(postgres.url);
    const name = freshName();
    const work = vi.fn(async () => "done");
    await one.tryAlone(name, async () => {
      expect(await two.tryAlone(name, work)).toBeUndefined();
      expect(await two.tryAlone(`${name}.other`, work)).toBe("done");
    });
    expect(await two.tryAlone(name, work)).toBe("done");
    expect(work).toHaveBeenCalledTimes(2);
  });

  test("calls fail while the server is away, none hangs, and later ones work", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    await using database = await openPostgres(network.url, quiet);
    const calls = Array.from({ length: 20 }, () => database.query("SELECT pg_sleep(0.05)"));
    network.set("cut");
    const results = await Promise.allSettled(calls);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject(LOST);
    }
    expect(results.map(({ status }) => status)).toContain("rejected");
    await expect(database.transaction(async () => 1)).rejects.toMatchObject(LOST);
    network.set("up");
    await expect.poll(() => database.query("SELECT 1")).toHaveLength(1);
  });

  test("a connection that breaks within a transaction fails it, and takes no other along", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    await using database = await openPostgres(network.url, { ...quiet, maxConnections: 1 });
    const broken = database.transaction(async (transaction) => {
      await transaction.query("SELECT 1");
      network.set("cut");
      await transaction.query("SELECT 1");
    });
    await expect(broken).rejects.toMatchObject(LOST);
    network.set("up");
    const again = (): Promise<unknown> =>
      database.transaction(async (runner) => runner.query("SELECT 1"));
    await expect.poll(again).toHaveLength(1);
  });

  test("a server that went silent is given up in time, closing included", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    const database = await openPostgres(network.url, {
      ...quiet,
      timeoutMs: 2_000,
      connectTimeoutMs: 2_000,
    });
    network.set("silent");
    await expect(database.query("SELECT 1")).rejects.toMatchObject(LOST);
    const working = database.transaction(async (transaction) => transaction.query("SELECT 1"));
    await Promise.all([expect(working).rejects.toBeDefined(), database.close()]);
  });

  test("an idle connection that the server ends is reported, and replaced", async () => {
    const name = freshName();
    const url = new URL(postgres.url);
    url.searchParams.set("application_name", name);
    const reported: Error[] = [];
    await using database = await openPostgres(url.href, { onError: (e) => reported.push(e) });
    await runSql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
      [name],
    );
    await expect.poll(() => reported).toMatchObject([LOST]);
    expect(await database.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a role that may not create tables is refused by that reason", async () => {
    const role = freshName();
    const namespace = freshName();
    await runSql(`CREATE ROLE ${role} LOGIN PASSWORD 'hunter2'`);
    try {
      const url = new URL(postgres.url);
      url.username = role;
      url.password = "hunter2";
      await using database = await openPostgres(url.href);
      const migrations = [{ name: "none", statements: [] }];
      const migrating = database.migrate({ namespace, component: "jobs", migrations });
      await expect(migrating).rejects.toMatchObject({ data: { reason: "denied" } });
    } finally {
      await runSql(`DROP ROLE ${role}`);
    }
  });
});
