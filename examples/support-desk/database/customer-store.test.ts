import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "mortise";
import { afterAll, describe, expect, test } from "vitest";
import { createWorld } from "../world/index.ts";
import { CustomerStore } from "./customer-store.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migration.ts";
import { createCustomerDatabase } from "./open-customer-database.ts";
import { openDatabase } from "./open-database.ts";
import { openPostgres } from "./postgres-database.ts";
import { seedDatabase } from "./seed-database.ts";
import { createTemporarySchema } from "./temporary-schema.ts";

const world = createWorld();
const folder = await mkdtemp(join(tmpdir(), "desk-"));
const schema = await createTemporarySchema();
const backends: [name: string, url: string | undefined][] = [
  ["SQLite in memory", ":memory:"],
  ["SQLite in a file", `file:${join(folder, "customers.sqlite")}`],
  ["PostgreSQL", schema?.url],
];

afterAll(async () => {
  await schema?.drop();
  await rm(folder, { recursive: true });
});

/** Gives the error that a promise ends in. */
async function failure(work: Promise<unknown>): Promise<ToolError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ToolError.is(error)) throw new Error(`Expected a ToolError, got ${error}`);
  return error;
}

for (const [name, found] of backends) {
  describe.skipIf(found === undefined)(`on ${name}`, () => {
    const url = found ?? ":memory:";
    const database = openDatabase(url);
    const store = new CustomerStore(() => Promise.resolve(database));

    afterAll(() => database.close());

    test("several processes may migrate at once, and again", async () => {
      const others = url === ":memory:" ? [] : [openDatabase(url), openDatabase(url)];
      await Promise.all([database, ...others].map(migrate));
      await migrate(database);
      const rows = await database.query("SELECT version FROM schema_migrations ORDER BY version");
      expect(rows.map((row) => row["version"])).toEqual(migrations.map(({ version }) => version));
      await Promise.all(others.map((other) => other.close()));
    });

    test("seeding twice gives the world once", async () => {
      await seedDatabase(database, world);
      await seedDatabase(database, world);
      const count = async (table: string) =>
        (await database.query(`SELECT CAST(count(*) AS INTEGER) AS n FROM ${table}`))[0]?.["n"];
      expect(await count("customers")).toBe(world.customers.length);
      expect(await count("orders")).toBe(world.orders.length);
    });

    test("a customer is got by id in any case", async () => {
      expect(await store.get("c-1042")).toMatchObject({
        id: "C-1042",
        name: "Sarah Chen",
        plan: "pro",
        status: "active",
      });
    });

    test("an unknown customer is answered with those that may have been meant", async () => {
      expect((await failure(store.get("C-9999"))).message).toMatch(/^Customer C-9999 not found\./);
      for (const meant of ["1042", "Sarah Chen", "sarah.chen@brightloom.example"]) {
        const error = await failure(store.get(meant));
        expect(error).toMatchObject({ code: "not_found" });
        expect(error.message).toContain("Did you mean C-1042 (Sarah Chen)?");
      }
    });

    test("a search takes each text as it is, also what LIKE would read otherwise", async () => {
      const ids = async (query: string) =>
        (await store.search({ query }, { limit: 5 })).entries.map(({ id }) => id);
      expect(await ids("BRIGHTLOOM")).toEqual(["C-1042"]);
      expect(await ids("%")).toEqual([]);
      expect(await ids("C_1042")).toEqual([]);
      expect(await ids("\\")).toEqual([]);
      expect(await ids("' OR 1=1 --")).toEqual([]);
    });

    test("pages lead through every match once and then end", async () => {
      const wanted = world.customers.filter(
        ({ plan, status }) => plan === "pro" && status === "active",
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.search({ plan: "pro", status: "active" }, { limit: 9, cursor });
        seen.push(...page.entries.map(({ id }) => id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(wanted.map(({ id }) => id));
    });

    test("orders come with their items, the newest first, page by page", async () => {
      const all = await store.orders("C-1042", { limit: 50 });
      const first = await store.orders("C-1042", { limit: 2 });
      const rest = await store.orders("C-1042", { limit: 50, cursor: first.next_cursor ?? "" });
      expect([...first.entries, ...rest.entries]).toEqual(all.entries);
      expect(all.entries).toHaveLength(5);
      expect(all.entries[0]).toMatchObject({
        status: "shipped",
        items: [{ name: "Temperature sensor pack (10)", quantity: 3 }],
      });
      expect(all.next_cursor).toBeNull();
    });

    test("new customers get ids of their own, also when made at once", async () => {
      const made = await Promise.all(
        ["a", "b", "c", "d"].map((name) =>
          store.create({ name, email: `${name}@new.example`, company: "New", plan: "free" }),
        ),
      );
      expect(new Set(made.map(({ id }) => id)).size).toBe(4);
      expect(made.every(({ id }) => !world.customers.some((known) => known.id === id))).toBe(true);
      const error = await failure(
        store.create({ name: "x", email: "A@New.Example", company: "New", plan: "free" }),
      );
      expect(error).toMatchObject({ code: "conflict" });
      expect(error.message).toContain(made[0]?.id);
    });

    test("a plan changes once, and not for a deactivated customer", async () => {
      expect(await store.changePlan("C-1042", "enterprise")).toMatchObject({
        before: "pro",
        customer: { plan: "enterprise" },
      });
      expect(await store.changePlan("C-1042", "enterprise")).toMatchObject({
        before: "enterprise",
      });
      expect(await store.deactivate("C-1042", "moved away")).toMatchObject({
        before: "active",
        customer: { status: "inactive" },
      });
      expect(await failure(store.changePlan("C-1042", "pro"))).toMatchObject({ code: "conflict" });
      const changes = await database.query(
        "SELECT field, before, after, reason FROM customer_changes WHERE customer_id = $1 ORDER BY changed_at",
        ["C-1042"],
      );
      expect(changes.map((row) => ({ ...row }))).toEqual([
        { field: "plan", before: "pro", after: "enterprise", reason: null },
        { field: "status", before: "active", after: "inactive", reason: "moved away" },
      ]);
    });

    test("work that fails halfway leaves nothing behind, and the database works on", async () => {
      const halfway = database.transaction(async (transaction) => {
        await transaction.query("DELETE FROM orders");
        throw new Error("changed my mind");
      });
      await expect(halfway).rejects.toThrow("changed my mind");
      expect((await store.orders("C-1042", { limit: 1 })).entries).toHaveLength(1);
    });

    test("a database of a newer version is refused with what to do", async () => {
      await database.query("INSERT INTO schema_migrations VALUES (999, 'future', '')");
      await expect(migrate(database)).rejects.toThrow("schema version 999");
      await database.query("DELETE FROM schema_migrations WHERE version = 999");
    });
  });
}

test("a PostgreSQL that is not there is unavailable, and is tried anew by the next call", async () => {
  const { open, close } = createCustomerDatabase("postgres://nobody:hunter2@127.0.0.1:1/none");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const error = await failure(open());
    expect(error).toMatchObject({ code: "unavailable", retryAfterMs: 5000 });
    expect(JSON.stringify(error.toModel())).not.toContain("hunter2");
  }
  await close();
});

test("an address of no known kind is refused", () => {
  expect(() => openDatabase("mysql://localhost/desk")).toThrow("postgres://");
});

describe.runIf(schema !== undefined)("PostgreSQL's own limits", () => {
  test("a statement that takes too long is ended and may be tried again", async () => {
    await using slow = openPostgres(schema?.url ?? "", { statement: 100 });
    const error = await failure(slow.query("SELECT pg_sleep(600)"));
    expect(error).toMatchObject({ code: "timeout" });
  });

  test("connections that the database has ended are replaced", async () => {
    await using database = openPostgres(schema?.url ?? "");
    const [own] = await database.query("SELECT pg_backend_pid() AS pid");
    await using other = openPostgres(schema?.url ?? "");
    await other.query("SELECT pg_terminate_backend($1)", [Number(own?.["pid"])]);
    // The end of the connection may not have arrived; a query that meets it may be tried again.
    const first = await database.query("SELECT 1 AS one").catch((error: unknown) => error);
    if (!Array.isArray(first)) expect(first).toMatchObject({ code: "unavailable" });
    expect(await database.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a caller that goes away ends its statement and frees the connection", async () => {
    await using database = openPostgres(schema?.url ?? "");
    await using other = openPostgres(schema?.url ?? "");
    const controller = new AbortController();
    const sleep = `SELECT pg_sleep(600), '${randomUUID()}'`;
    const sleeping = database.query(sleep, [], controller.signal);
    const ended = expect(sleeping).rejects.toThrow();
    const running = "SELECT 1 FROM pg_stat_activity WHERE query = $1 AND state = 'active'";
    const count = async () => (await other.query(running, [sleep])).length;
    await expect.poll(count).toBe(1);
    controller.abort();
    await ended;
    await expect.poll(count).toBe(0);
    expect(await database.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});
