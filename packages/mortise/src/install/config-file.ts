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
import type { Plan } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import { makeFolders } from "../output/make-folders.ts";

/** A configuration file as it is on the disk. */
export interface ConfigFile {
  /** The path without links, which is what is written. */
  readonly path: string;
  /** `undefined` for a file that does not exist. */
  readonly bytes: Uint8Array | undefined;
}

/** How often a file that another program keeps changing is planned anew. */
const MAX_TRIES = 50;
const OWNER_ONLY = 0o600;
const READABLE = 0o644;
const PERMISSIONS = 0o7777;

/**
 * Reads a configuration file, through links.
 *
 * @throws MortiseError `INVALID_OPTION` when it cannot be read.
 */
export function readConfigFile(written: string): ConfigFile {
  try {
    const path = followLinks(written);
    return { path, bytes: readBytes(path) };
  } catch (cause) {
    throw invalid(`${written} cannot be read: ${(cause as Error).message}`, cause);
  }
}

/** How a file is changed. */
export interface EditOptions {
  /** Whether others may read a file that is created; the mode of another one stays. */
  readonly isShared: boolean;
  /** Called with the old bytes before they are replaced. */
  readonly onBackup: (path: string, bytes: Uint8Array) => void;
}

/**
 * Changes a file as `plan` says, so that every reader finds the old content or the new one: a new file
 * beside it takes its place, with its mode and owner, and links to it stay. A file that another program
 * changes meanwhile is planned anew.
 *
 * @throws MortiseError `INVALID_OPTION` from the plan, with the file, and when it cannot be written.
 */
export function editConfigFile(
  written: string,
  plan: (bytes: Uint8Array | undefined) => Plan,
  options: EditOptions,
): { readonly path: string; readonly plan: Plan } {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { path, bytes } = readConfigFile(written);
    const planned = planFor(path, bytes, plan);
    if (planned.after === planned.before) return { path, plan: planned };
    if (bytes !== undefined) options.onBackup(path, bytes);
    if (put(path, planned, options.isShared)) return { path, plan: planned };
  }
  throw invalid(`${written} changes all the time; end the programs that write it, and try again`);
}

/** Plans an edit, and puts the file before the reason of a refusal. */
export function planFor(
  path: string,
  bytes: Uint8Array | undefined,
  plan: (bytes: Uint8Array | undefined) => Plan,
): Plan {
  try {
    return plan(bytes);
  } catch (cause) {
    if (!MortiseError.is(cause)) throw cause;
    throw invalid(`${path} ${cause.message}`, cause);
  }
}

/** Puts the new file in place of the old one; `false` when that is another one by now. */
function put(path: string, { before, after }: Plan, isShared: boolean): boolean {
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
    throw invalid(`${path} cannot be written: ${(cause as Error).message}`, cause);
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

function isStill(path: string, before: Uint8Array | undefined): boolean {
  const now = readBytes(path);
  if (now === undefined || before === undefined) return now === before;
  return Buffer.from(now.buffer, now.byteOffset, now.length).equals(before);
}

function readBytes(path: string): Uint8Array | undefined {
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
function followLinks(written: string): string {
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

function invalid(message: string, cause: unknown = undefined): MortiseError {
  return new MortiseError("INVALID_OPTION", message, cause === undefined ? {} : { cause });
}
