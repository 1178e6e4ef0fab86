import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { freshFolder } from "./fixture/fresh-folder.ts";
import { postgres } from "./fixture/test-database.ts";
import { openDatabase, schemeOf, sqlitePath } from "./open-database.ts";

test.each([
  ["postgres://user:hunter2@db/x", "postgres:"],
  ["SQLITE:a.db", "sqlite:"],
  ["a+b.c-d:rest", "a+b.c-d:"],
  ["./a.db", ""],
  ["", ""],
])("the scheme of %j is %j", (url, scheme) => {
  expect(schemeOf(url)).toBe(scheme);
});

test.each([
  ["sqlite:desk.db", "desk.db"],
  ["sqlite:./data/a b%20.db", "./data/a b%20.db"],
  ["sqlite:/var/desk.db", "/var/desk.db"],
  ["sqlite:///var/desk.db", "/var/desk.db"],
  ["sqlite:C:\\data\\desk.db", "C:\\data\\desk.db"],
])("%j names the file %j", (url, path) => {
  expect(sqlitePath(url)).toBe(path);
});

test.each(["sqlite:", "sqlite://host/desk.db"])("%j names no file", (url) => {
  expect(() => sqlitePath(url)).toThrow(/names no file; write sqlite:/);
});

test.each(["mysql://root:hunter2@db/x", "redis://:hunter2@db", "hunter2", ""])(
  "the URL %j is refused, without its password in the message",
  async (url) => {
    const error: unknown = await openDatabase(url).catch((caught) => caught);
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    expect(`${error}`).toMatch(/postgres:\/\/, postgresql:\/\/ or sqlite:/);
    expect(`${error}`).not.toContain("hunter2");
  },
);

test("the path of a file may be relative", async () => {
  const path = relative(process.cwd(), join(freshFolder(), "desk.db"));
  await using database = await openDatabase(`sqlite:${path}`);
  expect(database.dialect.name).toBe("sqlite");
});

test.skipIf(postgres.missing !== undefined)("postgres:// and postgresql:// are one", async () => {
  for (const scheme of ["postgres:", "postgresql:"]) {
    await using database = await openDatabase(postgres.url.replace(/^\w+:/, scheme));
    expect(database.dialect.name).toBe("postgres");
  }
});
