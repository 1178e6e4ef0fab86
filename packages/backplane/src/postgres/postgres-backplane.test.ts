import { openBackplane } from "@mortise/backplane";
import type { Backplane } from "@mortise/protocol";
import { Client } from "pg";
import { afterAll, describe, expect, test, vi } from "vitest";
import { freshPrefix, localPostgres } from "../fixture/service/local-services.ts";

const LONG = 600_000;
const { url, missing, drop } = localPostgres();

describe.skipIf(missing !== undefined)("the backplane on PostgreSQL", () => {
  const prefixes: string[] = [];
  const nextPrefix = (): string => {
    const prefix = freshPrefix();
    prefixes.push(prefix);
    return prefix;
  };
  afterAll(async () => void (await Promise.all(prefixes.map(drop))));

  const ask = async (statement: string, values: readonly string[] = []) => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    await client.connect();
    const { rows } = await client.query(statement, [...values]);
    await client.end();
    return rows;
  };

  const closeAll = async (instances: readonly Backplane[]): Promise<void> =>
    void (await Promise.all(instances.map((instance) => instance.close())));

  test("instances that start at once find one set of tables", async () => {
    const prefix = nextPrefix();
    const instances = await Promise.all(
      Array.from({ length: 6 }, () => openBackplane(url, { prefix, maxConnections: 1 })),
    );
    await instances[0]?.values.set("key", "value", LONG);
    expect(await instances[5]?.values.get("key")).toBe("value");
    await closeAll(instances);
  });

  test("servers with different prefixes do not meet", async () => {
    const instances = await Promise.all(
      [nextPrefix(), nextPrefix()].map((prefix) => openBackplane(url, { prefix })),
    );
    const [one, two] = instances;
    const heard: string[] = [];
    await two?.bus.subscribe("topic", (message) => heard.push(message));
    await one?.values.set("key", "value", LONG);
    await one?.bus.publish("topic", "from one");
    await two?.bus.publish("topic", "from two");
    await expect.poll(() => heard).toEqual(["from two"]);
    expect(await two?.values.get("key")).toBeUndefined();
    await closeAll(instances);
  });

  test("what has expired is removed from the tables, and the rest stays", async () => {
    const prefix = nextPrefix();
    const instance = await openBackplane(url, { prefix, sweepMs: 20 });
    const other = await openBackplane(url, { prefix, sweepMs: 20 });
    await instance.values.set("kept", "value", LONG);
    await instance.events.append("kept", [{ sequence: 1, message: "{}" }], LONG);
    await instance.values.set("brief", "value", 1);
    await instance.values.increment("brief", 1, 1);
    await instance.events.append("brief", [{ sequence: 1, message: "{}" }], 1);
    const countRows = async (): Promise<unknown> => {
      const [rows] = await ask(`SELECT
        (SELECT count(*)::int FROM ${prefix}.value) AS "values",
        (SELECT count(*)::int FROM ${prefix}.counter) AS counters,
        (SELECT count(*)::int FROM ${prefix}.stream) AS streams,
        (SELECT count(*)::int FROM ${prefix}.event) AS events`);
      return rows;
    };
    await expect.poll(countRows).toEqual({ values: 1, counters: 0, streams: 1, events: 1 });
    expect(await other.values.get("kept")).toBe("value");
    await closeAll([instance, other]);
  });

  test("a stream leaves no events behind in the tables when it is trimmed, begun anew or deleted", async () => {
    const prefix = nextPrefix();
    const instance = await openBackplane(url, { prefix, maxEvents: 3 });
    const events = Array.from({ length: 9 }, (_, index) => ({
      sequence: index + 1,
      message: "{}",
    }));
    for (const event of events) await instance.events.append("stream", [event], LONG);
    const rows = (): Promise<unknown[]> =>
      ask(`SELECT sequence::int FROM ${prefix}.event ORDER BY 1`);
    expect(await rows()).toEqual([{ sequence: 7 }, { sequence: 8 }, { sequence: 9 }]);
    await ask(`UPDATE ${prefix}.stream SET expires_at = now() - interval '1 second'`);
    await instance.events.append("stream", [{ sequence: 1, message: "{}" }], LONG);
    expect(await rows()).toEqual([{ sequence: 1 }]);
    await instance.events.delete("stream");
    expect(await rows()).toEqual([]);
    await instance.close();
  });

  test("a database that ends every connection is reached again", async () => {
    const prefix = nextPrefix();
    const reported: Error[] = [];
    const named = new URL(url);
    named.searchParams.set("application_name", prefix);
    const instance = await openBackplane(named.href, {
      prefix,
      onError: (error) => reported.push(error),
    });
    const missed = vi.fn();
    const heard: string[] = [];
    await instance.bus.subscribe("topic", (message) => heard.push(message), missed);
    const ended = await ask(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
      [prefix],
    );
    expect(ended.length).toBeGreaterThan(1);
    await expect.poll(() => missed).toHaveBeenCalled();
    await expect.poll(() => instance.bus.publish("topic", "again")).toBeUndefined();
    await expect.poll(() => heard).toEqual(["again"]);
    expect(reported.length).toBeGreaterThan(0);
    await instance.close();
  });

  test("a role without the right to create tables uses those that are there", async () => {
    const prefix = nextPrefix();
    const owner = await openBackplane(url, { prefix });
    await owner.values.set("key", "value", LONG);
    await ask(`CREATE ROLE ${prefix} LOGIN PASSWORD 'hunter2'`);
    try {
      await ask(`GRANT USAGE ON SCHEMA ${prefix} TO ${prefix}`);
      const guest = new URL(url);
      guest.username = prefix;
      guest.password = "hunter2";
      const refused = openBackplane(guest.href, { prefix: nextPrefix() });
      await expect(refused).rejects.toThrow(/permission denied/);
      await ask(`GRANT SELECT ON ALL TABLES IN SCHEMA ${prefix} TO ${prefix}`);
      const instance = await openBackplane(guest.href, { prefix });
      expect(await instance.values.get("key")).toBe("value");
      await instance.close();
    } finally {
      await ask(`DROP OWNED BY ${prefix}`);
      await ask(`DROP ROLE ${prefix}`);
      await owner.close();
    }
  });
});
