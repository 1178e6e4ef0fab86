import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { expect, onTestFinished, test } from "vitest";
import { FileTokenStore } from "./file-token-store.ts";
import { withProcessLock } from "./process-lock.ts";

const PROCESS = fileURLToPath(new URL("fixture/locking-process.ts", import.meta.url));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("processes work under a lock one after another", async () => {
  const folder = makeFolder();
  const log = join(folder, "log");
  const names = ["1", "2", "3", "4"];
  const ends = names.map((name) =>
    once(spawn(process.execPath, [PROCESS, folder, log, name], { stdio: "inherit" }), "close"),
  );
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0]);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(lines).toHaveLength(8);
  for (let at = 0; at < lines.length; at += 2) {
    expect(lines[at + 1]).toBe(lines[at]?.replace("begin", "end"));
  }
  expect(await new FileTokenStore({ folder, keyring: false }).get("count")).toBe("4");
});

test("the lock of a process that was killed is free at once", async () => {
  const folder = makeFolder();
  const holder = spawn(process.execPath, [PROCESS, folder, join(folder, "log"), "dying", "hang"]);
  await once(holder.stdout, "data");
  const store = new FileTokenStore({ folder, keyring: false });
  const order: string[] = [];
  const work = store.lock("shared", async () => void order.push("work"));
  order.push("killed");
  holder.kill("SIGKILL");
  await work;
  expect(order).toEqual(["killed", "work"]);
});

test("a lock that is never free fails after the time limit", async () => {
  const path = join(makeFolder(), "held.lock");
  let now = 0;
  const clock: Clock = {
    ...systemClock,
    monotonic: () => now,
    schedule: (milliseconds, callback) => {
      now += milliseconds;
      queueMicrotask(callback);
      return () => undefined;
    },
  };
  await withProcessLock(path, async () => {
    const second = withProcessLock(path, async () => "never", { timeoutMs: 600_000, clock });
    await expect(second).rejects.toMatchObject({
      message: expect.stringContaining("600 seconds"),
      data: { code: "store_failed" },
    });
  });
  expect(await withProcessLock(path, async () => "free")).toBe("free");
});

test("a lock file that holds something else is replaced", async () => {
  const path = join(makeFolder(), "foreign.lock");
  writeFileSync(path, "this is no database, and longer than the head of one is".repeat(20));
  expect(await withProcessLock(path, async () => "worked")).toBe("worked");
});

test("a lock whose holder removed the file is taken on the new file", async () => {
  const path = join(makeFolder(), "removed.lock");
  const gate = Promise.withResolvers<void>();
  const first = withProcessLock(path, async () => {
    await gate.promise;
    rmSync(path);
  });
  const order: string[] = [];
  const second = withProcessLock(path, async () => void order.push("second"));
  gate.resolve();
  await first;
  await second;
  await withProcessLock(path, async () => void order.push("third"));
  expect(order).toEqual(["second", "third"]);
});
