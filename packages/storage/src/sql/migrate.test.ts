import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { postgres, sqlite } from "../fixture/test-database.ts";
import type { DatabaseSchema, Migration } from "./schema.ts";
import type { SqlDatabase } from "./sql-database.ts";

const INCOMPATIBLE = { code: "STORAGE_FAILED", data: { reason: "incompatible" } };

/** The steps of a table of jobs in `namespace`. */
function steps({ dialect }: SqlDatabase, namespace: string): readonly Migration[] {
  const job = dialect.table(namespace, "job");
  return [
    { name: "create jobs", statements: [`CREATE TABLE ${job} (id text PRIMARY KEY)`] },
    {
      name: "add the state",
      statements: [
        `ALTER TABLE ${job} ADD COLUMN state text`,
        `INSERT INTO ${job} (id, state) VALUES ('first', 'queued')`,
      ],
    },
  ];
}

for (const kind of [postgres, sqlite]) {
  describe.skipIf(kind.missing !== undefined)(`migrations in ${kind.name}`, () => {
    const begin = async (count = 2) => {
      const { namespace, url, open } = kind.create();
      const database = await open();
      const all = steps(database, namespace);
      const schema = (migrations = all.slice(0, count)): DatabaseSchema => ({
        namespace,
        component: "jobs",
        migrations,
      });
      const jobs = () =>
        database.query(`SELECT * FROM ${database.dialect.table(namespace, "job")}`);
      const history = () =>
        database.query(
          `SELECT component, version, name FROM ${database.dialect.table(namespace, "migration")}
           ORDER BY component, version`,
        );
      return { database, namespace, url, open, all, schema, jobs, history };
    };

    test("each step is applied once, in order, and recorded", async () => {
      const { database, open, schema, jobs, history } = await begin();
      await database.migrate(schema());
      await database.migrate(schema());
      await (await open()).migrate(schema());
      expect(await jobs()).toEqual([{ id: "first", state: "queued" }]);
      expect(await history()).toEqual([
        { component: "jobs", version: 1, name: "create jobs" },
        { component: "jobs", version: 2, name: "add the state" },
      ]);
    });

    test("a later release applies the steps that are missing", async () => {
      const { database, schema, all, jobs } = await begin(1);
      await database.migrate(schema());
      expect(await jobs()).toEqual([]);
      await database.migrate(schema([...all]));
      expect(await jobs()).toEqual([{ id: "first", state: "queued" }]);
    });

    test("tables of a newer release are refused, and stay as they are", async () => {
      const { database, schema, all, jobs } = await begin();
      await database.migrate(schema());
      const older = database.migrate(schema(all.slice(0, 1)));
      await expect(older).rejects.toMatchObject(INCOMPATIBLE);
      await expect(older).rejects.toThrow(
        /made by a newer release: they are at version 2, and this release knows 1/,
      );
      expect(await jobs()).toHaveLength(1);
    });

    test("tables of a different release are refused by the name of the step", async () => {
      const { database, schema, all } = await begin();
      await database.migrate(schema());
      const [first, second] = all as readonly [Migration, Migration];
      const other = database.migrate(schema([first, { ...second, name: "add the owner" }]));
      await expect(other).rejects.toMatchObject(INCOMPATIBLE);
      await expect(other).rejects.toThrow(
        /version 2 is "add the state", and here it is "add the o/,
      );
    });

    test("a step that fails undoes all steps, and the next attempt begins anew", async () => {
      const { database, namespace, schema, all, jobs } = await begin();
      const broken = { name: "fail", statements: ["INSERT INTO no_such_table VALUES (1)"] };
      const migrating = database.migrate(schema([...all, broken]));
      await expect(migrating).rejects.toMatchObject({
        code: "STORAGE_FAILED",
        data: { reason: "refused" },
      });
      const exists = database.query(`SELECT 1 FROM ${database.dialect.table(namespace, "job")}`);
      await expect(exists).rejects.toMatchObject({ code: "STORAGE_FAILED" });
      await database.migrate(schema());
      expect(await jobs()).toHaveLength(1);
    });

    test("components of one namespace have histories of their own", async () => {
      const { database, namespace, schema, history } = await begin(1);
      const note = database.dialect.table(namespace, "note");
      await Promise.all([
        database.migrate(schema()),
        database.migrate({
          namespace,
          component: "notes",
          migrations: [{ name: "create notes", statements: [`CREATE TABLE ${note} (id text)`] }],
        }),
      ]);
      expect(await history()).toEqual([
        { component: "jobs", version: 1, name: "create jobs" },
        { component: "notes", version: 1, name: "create notes" },
      ]);
    });

    test("processes that start together apply each step once", async () => {
      const { url, namespace, jobs, history } = await begin();
      const file = fileURLToPath(new URL("../fixture/migrating-process.ts", import.meta.url));
      const children = Array.from({ length: 6 }, () => fork(file, [url, namespace]));
      const exits = children.map((child) => once(child, "exit"));
      // Each waits until all of them are ready.
      await Promise.all(children.map((child) => once(child, "message")));
      for (const child of children) child.send("go");
      expect(await Promise.all(exits)).toEqual(children.map(() => [0, null]));
      expect(await jobs()).toEqual([{ id: "first" }]);
      expect(await history()).toHaveLength(1);
    });
  });
}
