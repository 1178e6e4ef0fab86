import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MortiseError } from "@mortise/protocol";
import { storageFailed } from "./sqlite-error.ts";

/** A file, whatever its name is now. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * Makes sure that there is a file at `path`: creates an empty one, which only this user may read and
 * write, if it is missing. Returns its absolute path.
 *
 * Rejects with MortiseError `STORAGE_FAILED` for a folder that is missing or may not be written, and
 * with `INVALID_OPTION` for a path that is no file's.
 */
export async function makeFile(path: string): Promise<string> {
  if (path === "" || path === ":memory:") {
    throw new MortiseError(
      "INVALID_OPTION",
      `SQLite needs the path of a file here, not ${JSON.stringify(path)}`,
    );
  }
  const absolute = resolve(path);
  try {
    const file = await open(absolute, constants.O_RDWR | constants.O_CREAT, 0o600);
    const { isFile } = await file.stat().then((found) => ({ isFile: found.isFile() }));
    await file.close();
    if (isFile) return absolute;
  } catch (error) {
    throw cannotOpen(error, absolute);
  }
  throw notFile(absolute);
}

/** Identifies the file at `path`; `undefined` without one. */
export async function identify(path: string): Promise<FileIdentity | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return { dev, ino };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function cannotOpen(error: unknown, path: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const about = { path, cause: error };
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return storageFailed(
        "missing",
        `The folder ${dirname(path)} of the database does not exist; create it, or choose another path`,
        about,
      );
    case "EISDIR":
      return notFile(path);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return storageFailed(
        "denied",
        `The database ${path} may not be opened for reading and writing (${code}); check the rights ` +
          "on the file and its folder",
        about,
      );
    case "ENOSPC":
      return storageFailed("full", `There is no room on the disk of ${path}`, about);
    default:
      return storageFailed(
        "unreadable",
        `The database ${path} cannot be opened: ${message}`,
        about,
      );
  }
}

function notFile(path: string): MortiseError {
  return new MortiseError("INVALID_OPTION", `The path ${path} of the database is no file`);
}
