import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ExportStore } from "./export-store.ts";

async function createStore() {
  const folder = await mkdtemp(join(tmpdir(), "exports-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { folder: join(folder, "made"), store: new ExportStore(join(folder, "made")) };
}

test("an export is read as it was written, by its owner's account alone", async () => {
  const { folder, store } = await createStore();
  const name = store.nameOf("C-1042", "2026-11-28T08:30:00.000Z");
  await store.write(name, "first");
  await store.write(name, "second");
  expect(await store.read(name)).toBe("second");
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual([name]);
});

test("exports are listed with the newest first, and none before the first", async () => {
  const { store } = await createStore();
  expect(await store.list()).toEqual([]);
  const names = ["2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"].map((moment, index) =>
    store.nameOf(index === 0 ? "C-2000" : "C-1042", moment),
  );
  for (const name of names) await store.write(name, "text");
  expect(await store.list()).toEqual(names.reverse());
});

test("an id makes a name and never a path", async () => {
  const { store } = await createStore();
  const name = store.nameOf("../../etc/passwd", "2026-11-28T08:30:00.000Z");
  expect(name).toBe("------etc-passwd-20261128T083000000Z.md");
});

test.each(["../secret.md", "a/b.md", "notes.txt", ".md", "missing-1.md", "a\0.md"])(
  "%j is no export",
  async (name) => {
    const { store } = await createStore();
    await expect(store.read(name)).rejects.toMatchObject({ code: "not_found" });
  },
);
