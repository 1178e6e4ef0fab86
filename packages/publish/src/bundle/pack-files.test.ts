import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { packFiles } from "./pack-files.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("files come out as they went in, by name", () => {
  const archive = packFiles(
    new Map([
      ["server/index.js", bytes("x".repeat(10_000))],
      ["server/größe.txt", bytes("ü")],
      ["empty", bytes("")],
    ]),
  );
  const files = unzipSync(archive);
  expect(Object.keys(files)).toEqual(["empty", "server/größe.txt", "server/index.js"]);
  expect(new TextDecoder().decode(files["server/größe.txt"])).toBe("ü");
  expect(files["server/index.js"]).toHaveLength(10_000);
  expect(archive.length).toBeLessThan(1_000);
});

test("the order of the files makes no difference", () => {
  const files = [
    ["b", bytes("2")],
    ["a/b", bytes("1")],
  ] as const;
  expect(packFiles(new Map(files))).toEqual(packFiles(new Map([...files].reverse())));
});

test.each([
  "",
  "/etc/passwd",
  "../up",
  "a//b",
  "a/./b",
  "C:/x",
  "a\\b",
  "a\nb",
  "what?",
  "a/CON",
  "nul.txt",
  "com1",
  "a./b",
  "a ",
])("the path %j is refused", (path) => {
  expect(() => packFiles(new Map([[path, bytes("")]]))).toThrow(/is no path that an archive/);
});

test.each([
  ["a/Page.html", "a/page.html"],
  ["a", "A/b.txt"],
  ["cafe\u0301", "caf\u00e9"],
])("%s and %s are not in one archive", (first, second) => {
  const files = new Map([
    [first, bytes("1")],
    [second, bytes("2")],
  ]);
  expect(() => packFiles(files)).toThrow(/are in the same place on Windows and macOS/);
});
