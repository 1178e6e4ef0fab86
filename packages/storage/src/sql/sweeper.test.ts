import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test, vi } from "vitest";
import { postgres, sqlite } from "../fixture/test-database.ts";
import type { SweeperOptions } from "./sweeper.ts";
import { Sweeper } from "./sweeper.ts";

for (const kind of [postgres, sqlite]) {
  describe.skipIf(kind.missing !== undefined)(`the sweeper in ${kind.name}`, () => {
    const begin = async (options: Partial<SweeperOptions> = {}) => {
      const { namespace, open } = kind.create();
      const database = await open();
      const table = database.dialect.table(namespace, "thing");
      const migrations = [
        { name: "create things", statements: [`CREATE TABLE ${table} (id integer, old integer)`] },
      ];
      await database.migrate({ namespace, component: "things", migrations });
      const add = async (count: number, old: number): Promise<void> => {
        for (let id = 0; id < count; id += 1) {
          await database.execute(`INSERT INTO ${table} VALUES ($1, $2)`, [id, old]);
        }
      };
      const count = async (): Promise<number> => {
        const [row] = await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
        return row?.n ?? 0;
      };
      const clock = createFakeClock();
      const report = vi.fn();
      const remove = `DELETE FROM ${table} WHERE old = 1
        AND id IN (SELECT id FROM ${table} WHERE old = 1 LIMIT $1)`;
      const sweeper = new Sweeper(database, {
        name: `${namespace}.sweep`,
        statements: [remove],
        everyMs: 1_000,
        clock,
        report,
        ...options,
      });
      return { database, namespace, open, table, add, count, clock, report, remove, sweeper };
    };

    test("removes all expired rows in batches, and leaves the others", async () => {
      const { database, add, count, sweeper } = await begin({ batch: 10 });
      await add(25, 1);
      await add(3, 0);
      const transactions = vi.spyOn(database, "tryAlone");
      await sweeper.sweep();
      expect(await count()).toBe(3);
      expect(transactions).toHaveBeenCalledTimes(3);
      await sweeper.close();
    });

    test("sweeps once in every interval", async () => {
      const { add, count, clock, sweeper } = await begin();
      await add(1, 1);
      await clock.advance(999);
      expect(await count()).toBe(1);
      await clock.advance(1);
      await sweeper.sweep();
      expect(await count()).toBe(0);
      await expect.poll(() => clock.pending).toEqual([1_000]);
      await add(1, 1);
      await clock.advance(1_000);
      await sweeper.sweep();
      expect(await count()).toBe(0);
      await sweeper.close();
    });

    test("an error is reported, and the next sweep is tried all the same", async () => {
      const { clock, report, sweeper } = await begin({ statements: ["DELETE FROM no_such_table"] });
      await clock.advance(1_000);
      await expect.poll(() => report).toHaveBeenCalledOnce();
      expect(report.mock.calls[0]?.[0]).toMatchObject({ code: "STORAGE_FAILED" });
      await expect.poll(() => clock.pending).toEqual([1_000]);
      await clock.advance(1_000);
      await expect.poll(() => report).toHaveBeenCalledTimes(2);
      await sweeper.close();
    });

    test("closing waits for the transaction in flight, and stops the timer", async () => {
      const { add, count, clock, sweeper } = await begin({ batch: 5 });
      await add(20, 1);
      const sweeping = sweeper.sweep();
      await sweeper.close();
      await sweeping;
      expect(await count()).toBe(15);
      expect(clock.pending).toEqual([]);
    });
  });
}

describe.skipIf(postgres.missing !== undefined)("sweepers of one name in PostgreSQL", () => {
  test("a second one leaves the rows to the first", async () => {
    const { namespace, open } = postgres.create();
    const [one, two] = [await open(), await open()];
    const name = `${namespace}.sweep`;
    const clock = createFakeClock();
    const options = { name, everyMs: 1_000, clock, report: vi.fn() };
    const statement = "SELECT 1 FROM generate_series(1, $1)";
    const second = new Sweeper(two, { ...options, statements: [statement] });
    const ran = vi.fn();
    await one.tryAlone(name, async () => {
      const spy = vi.spyOn(two, "tryAlone");
      await second.sweep();
      ran(await spy.mock.results[0]?.value);
    });
    expect(ran).toHaveBeenCalledExactlyOnceWith(undefined);
    await second.close();
  });
});
