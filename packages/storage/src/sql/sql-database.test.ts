import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { postgres, sqlite } from "../fixture/test-database.ts";
import type { SqlDatabase, SqlRunner } from "./sql-database.ts";

const failed = (reason: string) => ({ code: "STORAGE_FAILED", data: { reason } });

for (const kind of [postgres, sqlite]) {
  describe.skipIf(kind.missing !== undefined)(`a database on ${kind.name}`, () => {
    /** A database with a table of accounts. */
    const begin = async (options = {}) => {
      const { namespace, open } = kind.create();
      const database = await open(options);
      const account = database.dialect.table(namespace, "account");
      const migrations = [
        {
          name: "create accounts",
          statements: [`CREATE TABLE ${account} (id text PRIMARY KEY, amount bigint NOT NULL)`],
        },
      ];
      await database.migrate({ namespace, component: "accounts", migrations });
      const put = (id: string, amount: number, runner: SqlRunner = database) =>
        runner.execute(`INSERT INTO ${account} VALUES ($1, $2)`, [id, amount]);
      const all = (runner: SqlRunner = database) =>
        runner.query<{ id: string; amount: number }>(`SELECT * FROM ${account} ORDER BY id`);
      return { database, account, put, all, open: () => open(options) };
    };

    const one = async (database: SqlDatabase, text: string, ...values: readonly never[]) => {
      const [row] = await database.query<{ value: unknown }>(`SELECT ${text} AS value`, values);
      return row?.value;
    };

    test("integers are numbers, JSON is text, and nothing is null", async () => {
      const { database, put, all } = await begin();
      await put("most", Number.MAX_SAFE_INTEGER);
      await put("least", Number.MIN_SAFE_INTEGER);
      expect(await all()).toEqual([
        { id: "least", amount: Number.MIN_SAFE_INTEGER },
        { id: "most", amount: Number.MAX_SAFE_INTEGER },
      ]);
      expect(await one(database, "NULL")).toBeNull();
      const json = kind === postgres ? `'{"a":1}'::json` : `json('{"a":1}')`;
      expect(await one(database, json)).toBe('{"a":1}');
    });

    test("an integer beyond 2^53 - 1 fails, and is not rounded", async () => {
      const { database } = await begin();
      await expect(one(database, "9007199254740993")).rejects.toThrow();
    });

    test("a parameter may occur again, in any order, and is not looked for in quotes", async () => {
      const { database } = await begin();
      const rows = await database.query(
        "SELECT CAST($2 AS text) AS b, CAST($1 AS text) AS a, CAST($2 AS text) AS c, '$1 it''s $2' AS d",
        ["one", "two"],
      );
      expect(rows).toEqual([{ b: "two", a: "one", c: "two", d: "$1 it's $2" }]);
    });

    test("whole numbers are divided as whole numbers", async () => {
      const { database } = await begin();
      const rows = await database.query("SELECT CAST($1 AS bigint) / 2 AS half", [7]);
      expect(rows).toEqual([{ half: 3 }]);
    });

    test("a prepared statement gives the same with other values", async () => {
      const { database, account, put } = await begin();
      await put("a", 1);
      await put("b", 2);
      const find = { name: `${account}.find`, text: `SELECT amount FROM ${account} WHERE id = $1` };
      expect(await database.query(find, ["a"])).toEqual([{ amount: 1 }]);
      expect(await database.query(find, ["b"])).toEqual([{ amount: 2 }]);
      expect(await database.query(find, ["c"])).toEqual([]);
    });

    test("execute returns the number of rows that changed", async () => {
      const { database, account, put } = await begin();
      expect(await put("a", 1)).toBe(1);
      await put("b", 1);
      expect(await database.execute(`UPDATE ${account} SET amount = 2`)).toBe(2);
      expect(await database.execute(`DELETE FROM ${account} WHERE id = 'c'`)).toBe(0);
    });

    test("a row that breaks a constraint is refused with that reason", async () => {
      const { put, all } = await begin();
      await put("a", 1);
      await expect(put("a", 2)).rejects.toMatchObject(failed("constraint"));
      expect(await all()).toEqual([{ id: "a", amount: 1 }]);
    });

    test("a statement that is no SQL is refused with that reason", async () => {
      const { database } = await begin();
      await expect(database.query("SELEC 1")).rejects.toMatchObject(failed("refused"));
      await expect(database.execute("DELETE FROM nowhere")).rejects.toMatchObject(
        failed("refused"),
      );
    });

    test("the database's time is a whole number of milliseconds, and an index can use it", async () => {
      const { database, account } = await begin();
      const before = Date.now();
      const now = Number(await one(database, database.dialect.now));
      // The server's clock and this one are of the same machine or close.
      expect(Math.abs(now - before)).toBeLessThan(120_000);
      expect(Number.isInteger(now)).toBe(true);
      await database.execute(`CREATE INDEX ON_AMOUNT ON ${account} (amount)`);
      const explain = kind === postgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
      const plan = await database.transaction(async (transaction) => {
        if (kind === postgres) await transaction.execute("SET LOCAL enable_seqscan TO off");
        return transaction.query(
          `${explain} SELECT 1 FROM ${account} WHERE amount <= ${database.dialect.now}`,
        );
      });
      expect(JSON.stringify(plan)).toMatch(/on_amount.*(amount|Index Cond)/i);
    });

    test("a transaction commits what it did, and others see it then", async () => {
      const { database, put, all, open } = await begin();
      const other = await open();
      const result = await database.transaction(async (transaction) => {
        await put("a", 1, transaction);
        expect(await all(transaction)).toHaveLength(1);
        expect(await all(other)).toEqual([]);
        return "done";
      });
      expect(result).toBe("done");
      expect(await all(other)).toHaveLength(1);
    });

    test("a transaction that fails undoes what it did, and passes the error on", async () => {
      const { database, put, all } = await begin();
      const fault = new Error("the work failed");
      const failing = database.transaction(async (transaction) => {
        await put("a", 1, transaction);
        throw fault;
      });
      await expect(failing).rejects.toBe(fault);
      expect(await all()).toEqual([]);
      const refused = database.transaction(async (transaction) => {
        await put("a", 1, transaction);
        await put("a", 2, transaction);
      });
      await expect(refused).rejects.toMatchObject(failed("constraint"));
      expect(await all()).toEqual([]);
      await put("a", 3);
      expect(await all()).toEqual([{ id: "a", amount: 3 }]);
    });

    test("a call beside a transaction is not part of it", async () => {
      const { database, put, all } = await begin();
      const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
      const { promise: goOn, resolve: leave } = Promise.withResolvers<void>();
      const failing = database.transaction(async (transaction) => {
        await put("inside", 1, transaction);
        enter();
        await goOn;
        throw new Error("undone");
      });
      await entered;
      const beside = put("beside", 2);
      leave();
      await expect(failing).rejects.toThrow("undone");
      await beside;
      expect(await all()).toEqual([{ id: "beside", amount: 2 }]);
    });

    test("a statement after its transaction is refused, and does nothing", async () => {
      const { database, put, all } = await begin();
      let kept: SqlRunner | undefined;
      await database.transaction(async (transaction) => {
        kept = transaction;
      });
      await expect(put("late", 1, kept)).rejects.toMatchObject({ code: "CLOSED" });
      expect(await all()).toEqual([]);
    });

    test("a transaction that takes too long is undone, and the next one works", async () => {
      const clock = createFakeClock();
      const { database, put, all } = await begin({ clock });
      const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
      const { promise: goOn, resolve: leave } = Promise.withResolvers<void>();
      let late: Promise<unknown> | undefined;
      const work = async (transaction: SqlRunner): Promise<void> => {
        await put("a", 1, transaction);
        enter();
        late = goOn.then(() => put("late", 1, transaction));
        late.catch(() => undefined);
        await late;
      };
      const slow = database.transaction(work, { timeoutMs: 5_000 });
      const refused = expect(slow).rejects.toMatchObject({
        code: "TIMEOUT",
        data: { timeoutMs: 5_000 },
      });
      await entered;
      await clock.advance(5_000);
      await refused;
      leave();
      await expect(late).rejects.toMatchObject({ code: "CLOSED" });
      await put("b", 2);
      expect(await all()).toEqual([{ id: "b", amount: 2 }]);
    });

    test("transactions that change one row take turns, and none is lost", async () => {
      const { account, put, open } = await begin();
      await put("a", 0);
      const [first, second] = [await open(), await open()];
      const add = (database: SqlDatabase) =>
        database.transaction(async (transaction) => {
          const [row] = await transaction.query<{ amount: number }>(
            `SELECT amount FROM ${account} WHERE id = 'a' ${database.dialect.forUpdate}`,
          );
          await transaction.execute(`UPDATE ${account} SET amount = $1`, [(row?.amount ?? 0) + 1]);
        });
      await Promise.all(Array.from({ length: 60 }, (_, at) => add(at % 2 ? first : second)));
      const [row] = await first.query(`SELECT amount FROM ${account}`);
      expect(row).toEqual({ amount: 60 });
    });

    test("workers that claim rows get each of them once", async () => {
      const { account, put, open } = await begin();
      for (let id = 0; id < 30; id += 1) await put(`${id}`, 0);
      const databases = [await open(), await open(), await open()];
      const claim = (database: SqlDatabase) =>
        database.query<{ id: string }>(
          `WITH free AS MATERIALIZED (SELECT id FROM ${account} WHERE amount = 0 ORDER BY id
             LIMIT 4 ${database.dialect.skipLocked})
           UPDATE ${account} SET amount = 1 WHERE id IN (SELECT id FROM free) AND amount = 0
           RETURNING id`,
        );
      const claimed: string[] = [];
      const work = async (database: SqlDatabase): Promise<void> => {
        for (let rows = await claim(database); rows.length > 0; rows = await claim(database)) {
          claimed.push(...rows.map(({ id }) => id));
        }
      };
      await Promise.all(databases.map(work));
      expect(claimed).toHaveLength(30);
      expect(new Set(claimed).size).toBe(30);
    });

    test("work that runs alone gives its result", async () => {
      const { database } = await begin();
      expect(await database.tryAlone("sweep", async () => "done")).toBe("done");
    });

    test("closing finishes the calls in flight and refuses others", async () => {
      const { database, put, all, open } = await begin();
      const other = await open();
      const calls = [
        put("a", 1),
        database.transaction(async (transaction) => put("b", 2, transaction)),
        put("c", 3),
      ];
      await Promise.all([database.close(), database.close(), ...calls]);
      await database[Symbol.asyncDispose]();
      const closed = { code: "CLOSED" };
      await expect(put("d", 4)).rejects.toMatchObject(closed);
      await expect(all()).rejects.toMatchObject(closed);
      await expect(database.transaction(async () => 1)).rejects.toMatchObject(closed);
      expect((await all(other)).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    });
  });
}
