import { describe, expect, test, vi } from "vitest";
import { LONG, postgres, runSql } from "../fixture/test-service.ts";
import { openBackplane } from "../index.ts";

describe.skipIf(postgres.missing !== undefined)("the backplane on PostgreSQL", () => {
  test("instances that start together find one set of tables", async () => {
    const { open } = postgres.create();
    const instances = await Promise.all(
      Array.from({ length: 6 }, () => open({ maxConnections: 1 })),
    );
    await instances[0]?.values.set("key", "value", LONG);
    expect(await instances[5]?.values.get("key")).toBe("value");
  });

  test("servers with different prefixes do not receive each other's messages", async () => {
    const [one, two] = [await postgres.create().open(), await postgres.create().open()];
    const received: string[] = [];
    await two.bus.subscribe("topic", (message) => void received.push(message));
    await one.bus.publish("topic", "from one");
    await two.bus.publish("topic", "from two");
    await expect.poll(() => received).toEqual(["from two"]);
  });

  test("expired rows are removed, and the others stay", async () => {
    const { prefix, open } = postgres.create();
    const [instance, other] = [await open({ sweepMs: 20 }), await open({ sweepMs: 20 })];
    await instance.values.set("kept", "value", LONG);
    await instance.events.append("kept", [{ sequence: 1, message: "{}" }], LONG);
    await instance.values.set("brief", "value", 1);
    await instance.values.increment("brief", 1, 1);
    await instance.events.append("brief", [{ sequence: 1, message: "{}" }], 1);
    const countRows = (): Promise<unknown> =>
      runSql(`SELECT
        (SELECT count(*)::int FROM ${prefix}.value) AS "values",
        (SELECT count(*)::int FROM ${prefix}.counter) AS counters,
        (SELECT count(*)::int FROM ${prefix}.stream) AS streams,
        (SELECT count(*)::int FROM ${prefix}.event) AS events`);
    await expect.poll(countRows).toEqual([{ values: 1, counters: 0, streams: 1, events: 1 }]);
    expect(await other.values.get("kept")).toBe("value");
  });

  test("a stream leaves no rows behind when it is trimmed, begun anew or deleted", async () => {
    const { prefix, open } = postgres.create();
    const { events } = await open({ maxEvents: 3 });
    for (let sequence = 1; sequence <= 9; sequence += 1) {
      await events.append("stream", [{ sequence, message: "{}" }], LONG);
    }
    const rows = () => runSql(`SELECT sequence::int FROM ${prefix}.event ORDER BY 1`);
    expect(await rows()).toEqual([{ sequence: 7 }, { sequence: 8 }, { sequence: 9 }]);
    const life = () => runSql(`SELECT id FROM ${prefix}.stream`);
    const before = await life();
    await runSql(`UPDATE ${prefix}.stream SET expires_at = now() - interval '1 second'`);
    await events.append("stream", [{ sequence: 1, message: "{}" }], LONG);
    expect(await rows()).toEqual([{ sequence: 1 }]);
    // An event of the earlier life that is written late has the earlier id, and is not read.
    expect(await life()).not.toEqual(before);
    await events.delete("stream");
    expect(await rows()).toEqual([]);
  });

  test("values are logged by the database, and commits do not wait for its disk", async () => {
    const { prefix, open } = postgres.create();
    await open();
    const tables = await runSql(
      `SELECT relname AS name, relpersistence AS kept FROM pg_class
       WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname <> 'migration'
       ORDER BY relname`,
      [prefix],
    );
    expect(tables).toEqual([
      { name: "counter", kept: "u" },
      { name: "event", kept: "u" },
      { name: "stream", kept: "u" },
      { name: "value", kept: "p" },
    ]);
  });

  test("a database that ends every connection is reached again", async () => {
    const { url, prefix } = postgres.create();
    const named = new URL(url);
    named.searchParams.set("application_name", prefix);
    const reported: Error[] = [];
    await using instance = await openBackplane(named.href, {
      prefix,
      onError: (error) => reported.push(error),
    });
    const missed = vi.fn();
    const received: string[] = [];
    await instance.bus.subscribe("topic", (message) => void received.push(message), missed);
    const ended = await runSql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
      [prefix],
    );
    expect(ended.length).toBeGreaterThan(1);
    await expect.poll(() => missed).toHaveBeenCalled();
    await expect.poll(() => instance.bus.publish("topic", "again")).toBeUndefined();
    await expect.poll(() => received).toEqual(["again"]);
    expect(reported.length).toBeGreaterThan(0);
  });

  test("a role without the right to create tables uses those that exist", async () => {
    const { url, prefix, open } = postgres.create();
    const owner = await open();
    await owner.values.set("key", "value", LONG);
    await runSql(`CREATE ROLE ${prefix} LOGIN PASSWORD 'hunter2'`);
    try {
      await runSql(`GRANT USAGE ON SCHEMA ${prefix} TO ${prefix}`);
      const guest = new URL(url);
      guest.username = prefix;
      guest.password = "hunter2";
      const refused = openBackplane(guest.href, { prefix: `${prefix}_2` });
      await expect(refused).rejects.toMatchObject({
        code: "STORAGE_FAILED",
        data: { reason: "denied" },
      });
      await runSql(`GRANT SELECT ON ALL TABLES IN SCHEMA ${prefix} TO ${prefix}`);
      await using instance = await openBackplane(guest.href, { prefix });
      expect(await instance.values.get("key")).toBe("value");
    } finally {
      await runSql(`DROP OWNED BY ${prefix}`);
      await runSql(`DROP ROLE ${prefix}`);
    }
  });

  test("tables of a newer release are refused", async () => {
    const { prefix, open } = postgres.create();
    await open();
    await runSql(`INSERT INTO ${prefix}.migration VALUES ('backplane', 2, 'add a column', 0)`);
    await expect(open()).rejects.toMatchObject({
      code: "STORAGE_FAILED",
      data: { reason: "incompatible" },
    });
  });
});
