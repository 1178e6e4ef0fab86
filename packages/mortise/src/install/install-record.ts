import { createHash } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Scope } from "@mortise/install";
import { MortiseError, userStateFolder } from "@mortise/protocol";
import { makeFolders } from "../output/make-folders.ts";

/** A server that was written into a file. */
export interface Installed {
  /** The path of the file, without links. */
  readonly file: string;
  readonly server: string;
  /** The URL, or the words after the program, in which another server of this name differs. */
  readonly target: string;
  readonly client: string;
  readonly scope: Scope;
  /** The folder that the client starts it in. */
  readonly folder: string;
  /** Whether the object of the servers did not exist before. */
  readonly madeHolder: boolean;
  /** Whether the file did not exist before. */
  readonly madeFile: boolean;
  /** The copy of the file before, if there was one. */
  readonly backup?: string;
  /** Whether the copy, or no file at all, is what was there without the server. */
  readonly isExact: boolean;
  /** The SHA-256 of the file after, in hexadecimal. */
  readonly digest: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS installed (
  file TEXT NOT NULL, server TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY (file, server)
) STRICT`;
/** Another process holds the record only while it writes one file. */
const WAIT_MS = 600_000;
const DIGEST_LENGTH = 16;

/**
 * The servers that were installed on this machine, in `installs.db` of the state folder: a removal gives
 * every byte back by it, and the doctor sees by it that an entry was lost.
 *
 * Work under {@link locked} is alone among all processes that install.
 */
export class InstallRecord implements Disposable {
  readonly #folder: string;
  readonly #database: DatabaseSync;

  /** Throws MortiseError `INVALID_OPTION` when the record cannot be opened. */
  constructor(folder: string = recordFolder()) {
    this.#folder = folder;
    this.#database = openDatabase(folder);
  }

  /** Runs `work` while no other process does, and keeps what it recorded unless it throws. */
  locked<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  find(file: string, server: string): Installed | undefined {
    const row = this.#database
      .prepare("SELECT details FROM installed WHERE file = ? AND server = ?")
      .get(file, server);
    return row && (JSON.parse(String(row["details"])) as Installed);
  }

  list(): Installed[] {
    const rows = this.#database
      .prepare("SELECT details FROM installed ORDER BY file, server")
      .all();
    return rows.map((row) => JSON.parse(String(row["details"])) as Installed);
  }

  put(installed: Installed): void {
    const { file, server } = installed;
    this.#database
      .prepare("INSERT OR REPLACE INTO installed (file, server, details) VALUES (?, ?, ?)")
      .run(file, server, JSON.stringify(installed));
  }

  drop(file: string, server: string): void {
    this.#database.prepare("DELETE FROM installed WHERE file = ? AND server = ?").run(file, server);
  }

  /** Keeps a copy of a file, and returns its path; equal contents have one copy. */
  backUp(file: string, bytes: Uint8Array): string {
    const name = `${digestOf(bytes).slice(0, DIGEST_LENGTH)}-${basename(file)}`;
    const path = join(this.#folder, "backups", name);
    writeFileSync(path, bytes, { mode: 0o600 });
    return path;
  }

  /** Returns the bytes of a copy; `undefined` for one that was deleted. */
  readBackup(path: string): Uint8Array | undefined {
    try {
      return readFileSync(path);
    } catch {
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function openDatabase(folder: string): DatabaseSync {
  const file = join(folder, "installs.db");
  try {
    makeFolders(join(folder, "backups"), 0o700);
    const database = new DatabaseSync(file, { timeout: WAIT_MS });
    if (process.platform !== "win32") chmodSync(file, 0o600);
    database.exec(SCHEMA);
    return database;
  } catch (cause) {
    const message = `The record of installs, ${file}, cannot be opened: ${(cause as Error).message}`;
    throw new MortiseError("INVALID_OPTION", message, { cause });
  }
}

/** Returns the SHA-256 of a file's bytes, in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The folder of the record, in the state folder of the user. */
function recordFolder(): string {
  const { platform, env } = process;
  return join(userStateFolder({ platform, env, home: homedir() }), "install");
}
