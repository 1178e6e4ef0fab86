import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { freshFolder } from "../fixture/fresh-folder.ts";
import { openSqlite } from "./sqlite-database.ts";

const failed = (reason: string, path: string) => ({
  code: "STORAGE_FAILED",
  data: { reason, path },
});

test.skipIf(process.platform === "win32")("a new file and its companions are private", async () => {
  const path = join(freshFolder(), "new.db");
  const before = process.umask(0);
  try {
    await using database = await openSqlite(path);
    await database.execute("CREATE TABLE t (id integer)");
    for (const suffix of ["", "-wal", "-shm"]) {
      expect(statSync(path + suffix).mode & 0o777, suffix).toBe(0o600);
    }
  } finally {
    process.umask(before);
  }
});

test.skipIf(process.platform === "win32")("the rights of a file that exists stay", async () => {
  const path = join(freshFolder(), "old.db");
  writeFileSync(path, "", { mode: 0o640 });
  const { mode } = statSync(path);
  await using database = await openSqlite(path);
  await database.execute("CREATE TABLE t (id integer)");
  expect(statSync(path).mode).toBe(mode);
});

test("a path may be relative and have blanks and other letters in it", async () => {
  const folder = join(freshFolder(), "Daten & mehr 100% ü");
  mkdirSync(folder);
  await using database = await openSqlite(join(folder, "a #1?.db"));
  await database.execute("CREATE TABLE t (id integer)");
  expect(statSync(join(folder, "a #1?.db")).size).toBeGreaterThanOrEqual(0);
});

test("a folder that is missing is named", async () => {
  const folder = join(freshFolder(), "missing");
  const path = join(folder, "a.db");
  const opening = openSqlite(path);
  await expect(opening).rejects.toMatchObject(failed("missing", path));
  await expect(opening).rejects.toThrow(`The folder ${folder} of the database does not exist`);
  const below = join(freshFolder(), "file");
  writeFileSync(below, "");
  await expect(openSqlite(join(below, "a.db"))).rejects.toMatchObject({
    data: { reason: "missing" },
  });
});

test.skipIf(process.platform !== "linux")(
  "a folder without the right to write is named",
  async () => {
    const path = "/sys/mortise-test.db";
    await expect(openSqlite(path)).rejects.toMatchObject(failed("denied", path));
  },
);

test.each(["", ":memory:"])("the path %j is refused", async (path) => {
  await expect(openSqlite(path)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("a folder in place of a file is refused", async () => {
  const folder = freshFolder();
  await expect(openSqlite(folder)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: `The path ${folder} of the database is no file`,
  });
});

test("a file of another kind is refused, and stays as it is", async () => {
  const path = join(freshFolder(), "notes.txt");
  const text = "Dear diary, ".repeat(200);
  writeFileSync(path, text);
  const opening = openSqlite(path);
  await expect(opening).rejects.toMatchObject(failed("corrupt", path));
  await expect(opening).rejects.toThrow(/restore it from a copy, or move it away/);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a damaged database is an error of the statement that meets the damage (can1357/oh-my-pi#9082)", async () => {
  const path = join(freshFolder(), "damaged.db");
  {
    await using database = await openSqlite(path);
    await database.execute("CREATE TABLE t (text text)");
    for (let at = 0; at < 50; at += 1) {
      await database.execute("INSERT INTO t VALUES ($1)", ["x".repeat(2_000)]);
    }
  }
  truncateSync(path, Math.floor(statSync(path).size / 2));
  const use = async (): Promise<unknown> => {
    await using database = await openSqlite(path);
    return await database.query("SELECT count(*), sum(length(text)) FROM t");
  };
  await expect(use()).rejects.toMatchObject(failed("corrupt", path));
});
