import { accessSync, constants, existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, parse, resolve } from "node:path";
import type { UserPlace } from "@mortise/protocol";
import { userStateFolder } from "@mortise/protocol";

/** The folder of tasks below the one of a project, and their file. */
const FOLDER = ".mortise";
const FILE = "tasks.db";

/** The surroundings of a server that names no database. */
export interface ServerPlace extends UserPlace {
  /** The working directory. */
  readonly folder: string;
}

/** The file for the tasks of a server that names no database. */
export interface DefaultFile {
  readonly file: string;
  /** Whether it is in the state folder of the user, and not in the working directory. */
  readonly isOfUser: boolean;
}

/** Returns the surroundings of this process. */
export function thisPlace(): ServerPlace {
  const { platform, env } = process;
  return { platform, env, home: homedir(), folder: process.cwd() };
}

/**
 * Returns the file for the tasks of a server that names no database: `.mortise/tasks.db` in the working directory.
 *
 * Hosts start servers in the root of the file system, in the home folder or where they may not write. There,
 * unless it has such a file, each server has one by its name in the state folder of the user.
 */
export function findDefaultFile(server: string, place: ServerPlace): DefaultFile {
  const { folder, home } = place;
  const here = join(folder, FOLDER, FILE);
  const isOfHost = folder === parse(folder).root || resolve(folder) === resolve(home);
  if (existsSync(here) || (!isOfHost && isWritable(folder))) return { file: here, isOfUser: false };
  const file = join(userStateFolder(place), "tasks", `${toFileName(server)}.db`);
  return { file, isOfUser: true };
}

/** Makes the folder of a default file; arguments and results are not for others, or for git. */
export async function makeDefaultFolder(file: string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, ".gitignore"), "*\n");
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A name may have any characters; equal names are one server. */
function toFileName(name: string): string {
  return (
    encodeURIComponent(name)
      .replace(/[*.~%!'()]/g, "_")
      .slice(0, 100) || "server"
  );
}
