import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { CommandPlace, Disk, InstallClient, Scope } from "@mortise/install";
import { stableNode } from "@mortise/install";
import type { UserPlace } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** This machine, as the table of the clients asks for it. */
const PLACE: UserPlace = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
};

/** The disk of this machine. */
const DISK: Disk = {
  exists: existsSync,
  list(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
};

const HEAD_BYTES = 4096;

/** Returns what resolves commands on this machine. */
export function commandPlace(): CommandPlace {
  return {
    platform: process.platform,
    env: process.env,
    cwd: process.cwd(),
    node: stableNode(process.execPath, process.platform, realpathSync),
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
    realPath: (path) => realpathSync(path),
    readHead,
  };
}

/** The files of a client that are to be written, or read. */
export interface ClientPlace {
  readonly client: InstallClient;
  readonly scope: Scope;
  /** The folder of the project, or the home folder. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Whether the client seems to be on this machine, or in the project. */
  readonly isThere: boolean;
}

/**
 * Finds the live file of a client: the first that exists, or else the one that it would create.
 *
 * @throws MortiseError `INVALID_OPTION` for a client that has no file in projects.
 */
export function locate(client: InstallClient, scope: Scope, folder: string): ClientPlace {
  const { files } = client;
  if (scope === "project" && files.project === undefined) {
    const message = `${client.label} keeps no servers in projects; leave --project out`;
    throw new MortiseError("INVALID_OPTION", message);
  }
  const all =
    scope === "project"
      ? (files.project ?? []).map((path) => join(folder, path))
      : files.user(PLACE, DISK);
  const live = all.filter((path) => existsSync(path));
  const [usual = ""] = live.length > 0 ? live : preferExistingFolder(all);
  const chosen = files.writesAll && scope === "user" ? all : [usual];
  const isThere =
    scope === "project" ? live.length > 0 : live.length > 0 || files.signs(PLACE).some(existsSync);
  return {
    client,
    scope,
    folder: scope === "project" ? folder : PLACE.home,
    files: chosen,
    isThere,
  };
}

/** Returns the logs that a client may write of a server of its user, those that exist. */
export function findLogs(client: InstallClient, server: string): string[] {
  return (client.logs?.(PLACE, DISK, server) ?? []).filter((path) => existsSync(path));
}

function preferExistingFolder(paths: readonly string[]): readonly string[] {
  const [first] = paths;
  const inFolder = paths.find((path) => existsSync(join(path, "..")));
  return [inFolder ?? first ?? ""];
}

function readHead(path: string): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    return buffer.toString("utf8", 0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}
