import { execFileSync } from "node:child_process";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { packFiles } from "@mortise/publish";
import { expect, test } from "vitest";
import type { Entry, Options, ZipFile } from "yauzl";
import { fromBuffer } from "yauzl";

const FILES = new Map([
  ["manifest.json", new TextEncoder().encode("{}")],
  ["server/größe.txt", new TextEncoder().encode("grün".repeat(1_000))],
]);

test("a strict reader of ZIP finds every file, with its mode and its checksum", async () => {
  const open: (bytes: Buffer, options: Options) => Promise<ZipFile> = promisify(fromBuffer);
  const zip = await open(Buffer.from(packFiles(FILES)), {
    lazyEntries: true,
    strictFileNames: true,
  });
  const read = promisify(zip.openReadStream.bind(zip)) as (
    entry: Entry,
  ) => Promise<NodeJS.ReadableStream>;
  const found = new Map<string, string>();
  const modes = new Set<number>();
  const done = new Promise<void>((resolve, reject) => zip.on("end", resolve).on("error", reject));
  zip.on("entry", async (entry: Entry) => {
    modes.add(entry.externalFileAttributes >>> 16);
    found.set(entry.fileName, await text(await read(entry)));
    zip.readEntry();
  });
  zip.readEntry();
  await done;
  expect(Object.fromEntries(found)).toEqual({
    "manifest.json": "{}",
    "server/größe.txt": "grün".repeat(1_000),
  });
  expect([...modes]).toEqual([0o100_644]);
});

test.each(["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"])(
  "the bytes are the same in %s",
  (zone) => {
    const script = `
      import { packFiles } from "@mortise/publish";
      const encode = (text) => new TextEncoder().encode(text);
      const files = new Map([["manifest.json", encode("{}")], ["server/größe.txt", encode("grün".repeat(1_000))]]);
      process.stdout.write(Buffer.from(packFiles(files)).toString("base64"));`;
    const there = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: import.meta.dirname,
      env: { ...process.env, TZ: zone },
      encoding: "utf8",
    });
    expect(there).toBe(Buffer.from(packFiles(FILES)).toString("base64"));
  },
);
