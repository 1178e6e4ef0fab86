import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@mortise/protocol";
import { withProcessLock } from "./process-lock.ts";
import { HEAD_LENGTH, readExpiry } from "./sealed-record.ts";

/** The ending of the files that hold logins. */
export const RECORD_SUFFIX = ".login";
/** The ending of the files that are locked. */
export const LOCK_SUFFIX = ".lock";

/** More logins than a user has; the ones that were written first make place. */
const MAX_RECORDS = 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** A login that was not renewed for so long is of no use to any authorization server. */
const MAX_AGE_MS = 400 * DAY_MS;
/** Locks without a login, and files that a crash kept from being renamed, go after this. */
const LEFTOVER_AGE_MS = 2 * DAY_MS;

/** Returns the paths of the records in a folder. */
export async function listRecords(folder: string): Promise<readonly string[]> {
  return await list(folder, RECORD_SUFFIX);
}

/** Deletes records that have expired, the oldest beyond 1,000, and what crashes left behind. */
export async function pruneFolder(folder: string, clock: Clock): Promise<void> {
  const now = clock.now();
  const kept: { readonly path: string; readonly writtenAt: number }[] = [];
  for (const path of await listRecords(folder)) {
    const head = await readHead(path);
    if (head === undefined) continue;
    const { expiresAt, writtenAt } = head;
    const isOver = expiresAt <= now || writtenAt < now - MAX_AGE_MS;
    if (isOver) await rm(path, { force: true });
    else kept.push({ path, writtenAt });
  }
  kept.sort((one, other) => one.writtenAt - other.writtenAt);
  const surplus = kept.slice(0, Math.max(0, kept.length - MAX_RECORDS));
  for (const { path } of surplus) await rm(path, { force: true });
  await removeLeftovers(folder, clock);
}

async function removeLeftovers(folder: string, clock: Clock): Promise<void> {
  const isOld = async (path: string): Promise<boolean> => {
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && found.mtimeMs < clock.now() - LEFTOVER_AGE_MS;
  };
  for (const path of await list(folder, ".new")) {
    if (await isOld(path)) await rm(path, { force: true });
  }
  for (const path of await list(folder, LOCK_SUFFIX)) {
    const record = path.slice(0, -LOCK_SUFFIX.length) + RECORD_SUFFIX;
    const isNeeded = (await stat(record).catch(() => undefined)) !== undefined;
    // store.lock is held by the caller; the names of others are digests.
    if (isNeeded || !/[\da-f]{40}\.lock$/.test(path) || !(await isOld(path))) continue;
    const remove = (): Promise<void> => rm(path, { force: true });
    // A lock that is held stays, and so does one that Windows has open.
    await withProcessLock(path, remove, { timeoutMs: 0, clock }).catch(() => undefined);
  }
}

async function readHead(
  path: string,
): Promise<{ readonly expiresAt: number; readonly writtenAt: number } | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_LENGTH), 0, HEAD_LENGTH, 0);
    const { mtimeMs } = await file.stat();
    return { expiresAt: readExpiry(buffer.subarray(0, bytesRead)), writtenAt: mtimeMs };
  } finally {
    await file.close();
  }
}

async function list(folder: string, suffix: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(suffix)).map((name) => join(folder, name));
}
