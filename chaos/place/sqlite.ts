import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import type { Outage, Place } from "./place.ts";

/** Longer than a call waits for the lock. */
const LOCKED_MS = 6_000;

/** A SQLite file, which another program keeps locked now and then. */
export async function openSqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-chaos-"));
  const path = join(folder, "tasks.db");
  const lock: Outage = {
    name: "file locked",
    happen: async () => {
      const database = new DatabaseSync(path, { timeout: 60_000 });
      database.exec("BEGIN IMMEDIATE");
      await pause(LOCKED_MS);
      database.exec("ROLLBACK");
      database.close();
    },
  };
  return {
    name: "SQLite",
    url: `sqlite:${path}`,
    outages: [lock, lock],
    hasOwnClock: false,
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
