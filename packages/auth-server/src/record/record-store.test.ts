import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, systemRandom } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { MemoryRecordStore } from "./memory-record-store.ts";
import { openRecordStore } from "./open-record-store.ts";
import type { RecordStore } from "./record-store.ts";
import { Sealer } from "./sealer.ts";

const postgres = inject("postgres" as never) as {
  readonly url: string;
  readonly missing: string | undefined;
};

const open = async (url: string): Promise<RecordStore> => {
  const report = (error: unknown): never => {
    throw error;
  };
  const store = await openRecordStore(url, { clock: systemClock, isProduction: false, report });
  onTestFinished(() => store.close());
  return store;
};

const KINDS = [
  { name: "memory", missing: undefined, open: () => open("memory:") },
  {
    name: "SQLite",
    missing: undefined,
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), "mortise-auth-server-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      return open(`sqlite:${join(folder, "auth.db")}`);
    },
  },
  { name: "PostgreSQL", missing: postgres.missing, open: () => open(postgres.url) },
];

/** Records of other tests and runs are in the same table. */
const fresh = (): string => `test/${randomBytes(8).toString("hex")}`;
const HOUR = 3_600_000;

for (const kind of KINDS) {
  describe.skipIf(kind.missing !== undefined)(`records in ${kind.name}`, () => {
    test("a record is found until it is deleted, once", async () => {
      const store = await kind.open();
      const key = fresh();
      expect(await store.get(key)).toBeUndefined();
      await store.set(key, "a", HOUR);
      await store.set(key, "b", HOUR);
      expect(await store.get(key)).toBe("b");
      const deleted = await Promise.all([store.delete(key), store.delete(key)]);
      expect(deleted.sort()).toEqual([false, true]);
      expect(await store.get(key)).toBeUndefined();
    });

    test("of several that expect the same value, one replaces it", async () => {
      const store = await kind.open();
      const key = fresh();
      const values = ["a", "b", "c", "d"];
      const created = await Promise.all(
        values.map((value) => store.replace(key, undefined, value, HOUR)),
      );
      expect(created.filter(Boolean)).toHaveLength(1);
      const kept = await store.get(key);
      expect(await store.replace(key, "other", "x", HOUR)).toBe(false);
      const replaced = await Promise.all(
        values.map((value) => store.replace(key, kept, `next ${value}`, HOUR)),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
    });

    test("a record that has expired is as none", async () => {
      const store = await kind.open();
      const key = fresh();
      await store.set(key, "a", -1_000);
      expect(await store.get(key)).toBeUndefined();
      expect(await store.delete(key)).toBe(false);
      await store.set(key, "a", -1_000);
      expect(await store.replace(key, "a", "b", HOUR)).toBe(false);
      expect(await store.replace(key, undefined, "b", HOUR)).toBe(true);
      expect(await store.get(key)).toBe("b");
    });

    test("the records of a group go together, and a replaced one stays in it", async () => {
      const store = await kind.open();
      const [first, second, other, group] = [fresh(), fresh(), fresh(), fresh()];
      await store.set(first, "a", HOUR, { group });
      await store.set(second, "b", HOUR, { group });
      await store.set(other, "c", HOUR, { group: fresh() });
      await store.replace(second, "b", "d", HOUR);
      await store.deleteGroup(group);
      expect(await Promise.all([first, second, other].map((key) => store.get(key)))).toEqual([
        undefined,
        undefined,
        "c",
      ]);
    });
  });
}

test("memory is refused in production", async () => {
  const options = { clock: systemClock, isProduction: true, report: () => undefined };
  await expect(openRecordStore("memory:", options)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    data: { option: "store" },
  });
});

test("memory has a limit, and makes room of what has expired", async () => {
  const clock = createFakeClock();
  const store = new MemoryRecordStore({ clock });
  for (let index = 0; index < 100_000; index += 1) await store.set(`k/${index}`, "", 1_000);
  await expect(store.set("one", "", 1_000)).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  await clock.advance(1_000);
  await store.set("one", "x", 1_000);
  expect(await store.get("one")).toBe("x");
});

describe("a sealed record", () => {
  const sealer = new Sealer(["a".repeat(32)], systemRandom);

  test("opens at its place, and nowhere else", () => {
    const sealed = sealer.seal("token", "RefreshToken/1");
    expect(sealed).not.toContain("token");
    expect(sealer.open(sealed, "RefreshToken/1")).toBe("token");
    expect(sealer.open(sealed, "RefreshToken/2")).toBeUndefined();
    expect(sealer.open(`${sealed.slice(0, -4)}AAAA`, "RefreshToken/1")).toBeUndefined();
    expect(sealer.open("", "RefreshToken/1")).toBeUndefined();
  });

  test("opens with any secret of the ring", () => {
    const next = new Sealer(["b".repeat(32), "a".repeat(32)], systemRandom);
    expect(next.open(sealer.seal("token", "p"), "p")).toBe("token");
    expect(sealer.open(next.seal("token", "p"), "p")).toBeUndefined();
  });

  test("needs a secret of 32 characters", () => {
    expect(() => new Sealer(["short"], systemRandom)).toThrow("at least 32 characters");
    expect(() => new Sealer([], systemRandom)).toThrow("openssl rand");
  });
});
