import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { MortiseError } from "@mortise/protocol";
import { makeFolders } from "./make-folders.ts";

const OWNER_ONLY = 0o600;
const READABLE = 0o644;
const PERMISSIONS = 0o7777;

/** The content of a file; `undefined` for one that does not exist. */
export type Content = Uint8Array | undefined;

/**
 * Replaces a file, so that every reader finds the old content or the new one: a new file beside it takes its
 * place, with its mode and owner. Returns `false`, and changes nothing, when the old content is another by now.
 *
 * `path` leads through no link, as {@link followLinks} returns it. Others may read a file that is created if it
 * `isShared`.
 *
 * @throws MortiseError `INVALID_OPTION` when it cannot be written.
 */
export function replaceFile(
  path: string,
  { before, after }: { readonly before: Content; readonly after: Content },
  isShared: boolean,
): boolean {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString("hex")}.new`;
  try {
    if (after === undefined) {
      if (!isStill(path, before)) return false;
      rmSync(path, { force: true });
      return true;
    }
    makeFolders(dirname(path));
    writeBeside(temporary, after, isShared ? READABLE : OWNER_ONLY);
    keepRights(path, temporary);
    if (!isStill(path, before)) return false;
    renameSync(temporary, path);
    return true;
  } catch (cause) {
    const message = `${path} cannot be written: ${(cause as Error).message}`;
    throw new MortiseError("INVALID_OPTION", message, { cause });
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeBeside(temporary: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(temporary, "wx", mode);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives the new file the mode and, where this user may, the owner of the old one. */
function keepRights(path: string, temporary: string): void {
  const old = statSync(path, { throwIfNoEntry: false });
  if (old === undefined) return;
  const { uid, gid } = statSync(temporary);
  if (uid !== old.uid || gid !== old.gid) {
    try {
      chownSync(temporary, old.uid, old.gid);
    } catch {
      // Without the right to give files away the new owner stays.
    }
  }
  chmodSync(temporary, old.mode & PERMISSIONS);
}

function isStill(path: string, before: Content): boolean {
  const now = readFileOrNone(path);
  if (now === undefined || before === undefined) return now === before;
  return Buffer.from(now.buffer, now.byteOffset, now.length).equals(before);
}

/** Reads a regular file; `undefined` for one that does not exist. @throws Error when it cannot be read. */
export function readFileOrNone(path: string): Content {
  let file: number;
  try {
    // Without the flag, opening a FIFO waits for its writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    if (!fstatSync(file).isFile()) throw new Error("it is no regular file");
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Returns where a path leads; a link to a file that is not there yet leads there too. */
export function followLinks(written: string): string {
  const path = resolve(written);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return path;
  try {
    return realpathSync(path);
  } catch (error) {
    const isDangling = (error as NodeJS.ErrnoException).code === "ENOENT" && stats.isSymbolicLink();
    if (isDangling) return followLinks(resolve(dirname(path), readlinkSync(path)));
    throw error;
  }
}
