import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test, vi } from "vitest";
import { createAccountFile } from "../fixture/account-file.ts";
import { openSqlite } from "./sqlite-database.ts";

const COUNTING = fileURLToPath(new URL("../fixture/counting-process.ts", import.meta.url));

const failed = (reason: string) => ({ code: "STORAGE_FAILED", data: { reason } });

const shown = async (
  database: Awaited<ReturnType<typeof openSqlite>>,
  pragma: string,
): Promise<unknown> => {
  const [row] = await database.query(`PRAGMA ${pragma}`);
  return Object.values(row ?? {})[0];
};

test("contents survive closing, which leaves one file", async () => {
  const { path, database } = await createAccountFile();
  await database.execute("UPDATE account SET amount = 7");
  expect(existsSync(`${path}-wal`)).toBe(true);
  await database.close();
  expect(existsSync(`${path}-wal`)).toBe(false);
  await using again = await openSqlite(path);
  expect(await again.query("SELECT amount FROM account")).toEqual([{ amount: 7 }]);
});

test("commits wait for the disk, unless the caller gives that up", async () => {
  const { database, open } = await createAccountFile();
  expect(await shown(database, "synchronous")).toBe(2);
  expect(await shown(await open({ isDurable: false }), "synchronous")).toBe(1);
  expect(await shown(database, "journal_mode")).toBe("wal");
});

test("foreign keys are checked", async () => {
  const { database } = await createAccountFile();
  await database.execute("CREATE TABLE owner (id integer PRIMARY KEY)");
  await database.execute("CREATE TABLE pet (owner integer REFERENCES owner (id))");
  await expect(database.execute("INSERT INTO pet VALUES (1)")).rejects.toMatchObject(
    failed("constraint"),
  );
});

test("whole numbers are stored and divided as integers", async () => {
  const { database } = await createAccountFile();
  const rows = await database.query(
    "SELECT $1 / 2 AS half, typeof($1) AS type, $1 || '' AS text",
    [7],
  );
  expect(rows).toEqual([{ half: 3, type: "integer", text: "7" }]);
});

test("booleans, arrays, bytes and fractions are stored and found", async () => {
  const { database } = await createAccountFile();
  const rows = await database.query(
    `SELECT $1 AS yes, $2 AS half, $3 AS bytes, $4 AS big,
       (SELECT group_concat(value, '+') FROM json_each($5)) AS list`,
    [true, 0.5, new Uint8Array([0, 255]), 5n, ["a", "b"]],
  );
  expect(rows).toEqual([
    { yes: 1, half: 0.5, bytes: new Uint8Array([0, 255]), big: 5, list: "a+b" },
  ]);
});

test("the time of statements is the injected clock's", async () => {
  const clock = createFakeClock({ start: 1_234.9 });
  const { database } = await createAccountFile({ clock });
  const now = () => database.query(`SELECT ${database.dialect.now} AS now`);
  expect(await now()).toEqual([{ now: 1_234 }]);
  await clock.advance(1_000);
  expect(await now()).toEqual([{ now: 2_234 }]);
});

test("calls run in the order in which they were made", async () => {
  const { database } = await createAccountFile();
  const results = await Promise.all([
    database.execute("UPDATE account SET amount = amount * 10 + 1"),
    database.transaction(async (transaction) => {
      await new Promise((resolve) => setImmediate(resolve));
      await transaction.execute("UPDATE account SET amount = amount * 10 + 2");
    }),
    database.execute("UPDATE account SET amount = amount * 10 + 3"),
    database.query("SELECT amount FROM account"),
  ]);
  expect(results.at(-1)).toEqual([{ amount: 123 }]);
});

test("a process that waits for a lock goes on with other work (jentic/jentic-one#529)", async () => {
  const { database, open, amount } = await createAccountFile();
  const other = await open();
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  const holding = database.transaction(async (transaction) => {
    await transaction.execute("UPDATE account SET amount = 1");
    await goOn;
  });
  let hasWritten = false;
  const waiting = other.execute("UPDATE account SET amount = amount + 1").then(() => {
    hasWritten = true;
  });
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
  expect(hasWritten).toBe(false);
  resolve();
  await Promise.all([holding, waiting]);
  expect(await amount()).toBe(2);
});

test("a reader does not wait for a writer", async () => {
  const { database, open } = await createAccountFile();
  const reader = await open();
  await database.transaction(async (transaction) => {
    await transaction.execute("UPDATE account SET amount = 1");
    expect(await reader.query("SELECT amount FROM account")).toEqual([{ amount: 0 }]);
  });
});

test("a lock that lasts too long is an error that says so (nodejs/node#57597) (mksglu/context-mode#642)", async () => {
  const { path, database, open } = await createAccountFile();
  const impatient = await open({ timeoutMs: 50 });
  await database.transaction(async () => {
    const write = impatient.execute("UPDATE account SET amount = 1");
    await expect(write).rejects.toMatchObject(failed("locked"));
    await expect(write).rejects.toThrow(`${path}: other processes kept it locked for 50 ms`);
    const work = vi.fn(async () => undefined);
    await expect(impatient.transaction(work)).rejects.toMatchObject(failed("locked"));
    expect(work).not.toHaveBeenCalled();
  });
  await impatient.execute("UPDATE account SET amount = 1");
});

test("a disk that is full fails the transaction, and undoes it", async () => {
  const { database, amount } = await createAccountFile();
  await database.execute("CREATE TABLE filler (text text)");
  const [row] = await database.query<{ page_count: number }>("PRAGMA page_count");
  await database.query(`PRAGMA max_page_count = ${(row?.page_count ?? 0) + 2}`);
  const filling = database.transaction(async (transaction) => {
    await transaction.execute("UPDATE account SET amount = 1");
    await transaction.execute("INSERT INTO filler VALUES ($1)", ["x".repeat(100_000)]);
  });
  await expect(filling).rejects.toMatchObject(failed("full"));
  expect(await amount()).toBe(0);
  await database.execute("UPDATE account SET amount = 2");
  expect(await amount()).toBe(2);
});

test("processes that count together lose nothing", async () => {
  const { path, amount } = await createAccountFile();
  const children = Array.from({ length: 4 }, () => fork(COUNTING, [path, "100"]));
  const exits = await Promise.all(children.map((child) => once(child, "exit")));
  expect(exits).toEqual(children.map(() => [0, null]));
  expect(await amount()).toBe(400);
});

test("a process that is killed in a transaction leaves no half of it and no lock", async () => {
  const { path, database, amount } = await createAccountFile();
  const child = fork(COUNTING, [path, "hang"]);
  const exited = once(child, "exit");
  await once(child, "message");
  child.kill("SIGKILL");
  await exited;
  await database.execute("UPDATE account SET amount = amount + 1");
  expect(await amount()).toBe(1);
});

test("a file that is removed or replaced is noticed, and every call after that refused", async () => {
  const clock = createFakeClock();
  const reported: Error[] = [];
  const { path, database, amount } = await createAccountFile({
    clock,
    heartbeatMs: 1_000,
    onError: (error) => reported.push(error),
  });
  await clock.advance(1_000);
  expect(await vi.waitUntil(() => clock.pending.length > 0)).toBe(true);
  expect(reported).toEqual([]);
  expect(await amount()).toBe(0);
  renameSync(path, `${path}.old`);
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix);
  await using other = await openSqlite(path);
  await other.execute("CREATE TABLE account (amount integer)");
  await clock.advance(1_000);
  await expect.poll(() => reported).toMatchObject([failed("replaced")]);
  await expect(amount()).rejects.toMatchObject(failed("replaced"));
  await expect(database.transaction(async () => 1)).rejects.toMatchObject(failed("replaced"));
  await database.close();
});

test("many different statements do not pile up", async () => {
  const { database } = await createAccountFile();
  for (let at = 0; at < 1_200; at += 1) {
    const text = `SELECT ${at} AS at`;
    expect(await database.query({ name: `s${at}`, text })).toEqual([{ at }]);
  }
  expect(await database.query({ name: "s0", text: "SELECT 0 AS at" })).toEqual([{ at: 0 }]);
});
