import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openProject } from "../fixture/project.ts";
import { findSilentDisk } from "./disk.ts";
import { SourceWatch } from "./source-watch.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Watched {
  readonly path: string;
  readonly reasons: string[];
  /** Watches one more file. */
  add(path: string, digest: string): void;
  /** Resolves with the files of the next change. */
  next(): Promise<readonly string[]>;
}

function watchFile(findSilent?: (folder: string) => string | undefined): Watched {
  const project = openProject({ "a.ts": "1" });
  const path = join(project.folder, "a.ts");
  const reasons: string[] = [];
  const changes: (readonly string[])[] = [];
  let taken = 0;
  const watch = new SourceWatch({
    onChange: (paths) => void changes.push(paths),
    onPolling: (reason) => void reasons.push(reason),
    ...(findSilent && { findSilent }),
  });
  watch.add(path, digest("1"));
  onTestFinished(() => {
    watch.close();
    project[Symbol.dispose]();
  });
  return {
    path,
    reasons,
    add: (other, content) => watch.add(other, content),
    next: async () => {
      await expect.poll(() => changes.length).toBeGreaterThan(taken);
      return changes[taken++] ?? [];
    },
  };
}

test.each([
  ["a write", (path: string) => writeFileSync(path, "2")],
  [
    "a file that takes its place",
    (path: string) => {
      writeFileSync(`${path}.new`, "2");
      renameSync(`${path}.new`, path);
    },
  ],
  [
    "a removal and a new file",
    (path: string) => {
      rmSync(path);
      writeFileSync(path, "2");
    },
  ],
])("%s is one change", async (_how, save) => {
  const { path, next } = watchFile();
  // Nothing has changed yet, so that it is no change.
  writeFileSync(path, "1");
  save(path);
  expect(await next()).toEqual([path]);
  writeFileSync(path, "3");
  expect(await next()).toEqual([path]);
});

test("a folder that comes back after its removal is watched as before (vitejs/vite#23227) (fgnass/node-dev#74)", async () => {
  const { path, next, add } = watchFile();
  const folder = join(dirname(path), "sub/deep");
  const deep = join(folder, "b.ts");
  mkdirSync(folder, { recursive: true });
  writeFileSync(deep, "1");
  add(deep, digest("1"));
  for (const text of ["2", "3"]) {
    rmSync(dirname(folder), { recursive: true });
    expect(await next()).toEqual([deep]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(deep, text);
    expect(await next()).toEqual([deep]);
    writeFileSync(deep, `${text} and more`);
    expect(await next()).toEqual([deep]);
  }
});

test("a file that changed between its load and the watch is a change", async () => {
  const project = openProject({ "a.ts": "2" });
  const path = join(project.folder, "a.ts");
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const watch = new SourceWatch({ onChange: resolve, onPolling: () => undefined });
  watch.add(path, digest("1"));
  expect(await promise).toEqual([path]);
  watch.close();
  project[Symbol.dispose]();
});

test("Hub-of-Evolution/CraftNexus#823: a disk that reports no changes is looked at in turn, and named", async () => {
  const { path, reasons, next } = watchFile((folder) => findSilentDisk(folder, () => 0x01021997));
  expect(reasons).toEqual([expect.stringContaining("a disk of Windows in WSL")]);
  writeFileSync(path, "2 and more");
  expect(await next()).toEqual([path]);
});

test("the kinds of disks are known by their numbers", () => {
  expect(findSilentDisk("/", () => 0x6969)).toBe("a network disk (NFS)");
  expect(findSilentDisk("/", () => 0xfe534d42)).toBe("a network disk (SMB)");
  expect(findSilentDisk("/", () => 0xef53)).toBeUndefined();
  expect(findSilentDisk("/no/such/folder")).toBeUndefined();
});
