import { describe, expect, test } from "vitest";
import { postgres, sqlite } from "../fixture/test-database.ts";
import { ExpiringValues } from "./expiring-values.ts";

for (const kind of [postgres, sqlite]) {
  describe.skipIf(kind.missing !== undefined)(`values that expire in ${kind.name}`, () => {
    const begin = async (label?: string) => {
      const { namespace, open } = kind.create();
      const database = await open();
      const { dialect } = database;
      const table = dialect.table(namespace, "thing");
      const create = `CREATE TABLE ${table} (
        key text PRIMARY KEY, value text NOT NULL, place text, expires_at bigint NOT NULL)`;
      const migrations = [{ name: "create things", statements: [create] }];
      await database.migrate({ namespace, component: "things", migrations });
      const time = {
        now: dialect.now,
        after: (parameter: string) => `${dialect.now} + CAST(${parameter} AS bigint)`,
      };
      const values = new ExpiringValues(database, {
        name: namespace,
        table,
        time,
        ...(label !== undefined && { label }),
      });
      const labels = async (): Promise<unknown[]> => {
        const rows = await database.query<{ place: unknown }>(`SELECT place FROM ${table}`);
        return rows.map(({ place }) => place);
      };
      return { values, labels };
    };

    test("are found until they expire, and set again", async () => {
      const { values } = await begin();
      expect(await values.get("a")).toBeUndefined();
      await values.set("a", "1", 60_000);
      await values.set("a", "2", 60_000.5);
      await values.set("b", "3", 0);
      expect([await values.get("a"), await values.get("b")]).toEqual(["2", undefined]);
    });

    test("are replaced by one of two callers that expect the same", async () => {
      const { values } = await begin();
      const race = (expected: string | undefined, value: string) =>
        Promise.all([1, 2, 3].map(() => values.replace("a", expected, value, 60_000)));
      expect((await race(undefined, "1")).filter(Boolean)).toHaveLength(1);
      expect((await race("1", "2")).filter(Boolean)).toHaveLength(1);
      expect(await values.replace("a", "1", "3", 60_000)).toBe(false);
      expect(await values.get("a")).toBe("2");
    });

    test("that have expired count as none", async () => {
      const { values } = await begin();
      await values.set("a", "1", 0);
      expect(await values.replace("a", "1", "2", 60_000)).toBe(false);
      expect(await values.replace("a", undefined, "2", 60_000)).toBe(true);
    });

    test("may have a label, which goes with the value", async () => {
      const { values, labels } = await begin("place");
      await values.set("a", "1", 0, "here");
      expect(await labels()).toEqual(["here"]);
      await values.replace("a", undefined, "2", 60_000);
      expect(await labels()).toEqual([null]);
      await values.set("a", "3", 60_000, "there");
      await values.replace("a", "3", "4", 60_000);
      expect(await labels()).toEqual(["there"]);
      await values.set("a", "5", 60_000);
      expect(await labels()).toEqual([null]);
    });
  });
}
