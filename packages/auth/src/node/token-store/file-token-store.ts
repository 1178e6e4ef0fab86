import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, OptionNames } from "@mortise/protocol";
import { checkOptions, systemClock } from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";
import type { TokenStore, TokenStoreEntryOptions } from "../../token-store/token-store.ts";
import type { KeyringEntry } from "./keyring.ts";
import { openKeyring } from "./keyring.ts";
import { withProcessLock } from "./process-lock.ts";
import { LOCK_SUFFIX, listRecords, pruneFolder, RECORD_SUFFIX } from "./prune-folder.ts";
import { readExpiry, seal, unseal } from "./sealed-record.ts";
import { stateFolder } from "./state-folder.ts";
import { readKeys } from "./store-key.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** Where and how logins are kept. */
export interface FileTokenStoreOptions {
  /** The folder. Default: {@link stateFolder}, `~/.local/state/mortise/auth` on Linux. */
  readonly folder?: string;
  /** Keeps the key in the system's keyring if there is one. Default `true`. */
  readonly keyring?: boolean;
  /** Opens the keyring. Default: by `@napi-rs/keyring`, if it is installed. */
  readonly openKeyring?: (account: string) => Promise<KeyringEntry | undefined>;
  /** Receives problems that fail nothing. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
  /** Gives the time. Default: the platform's clock. */
  readonly clock?: Clock;
}

const OPTIONS: OptionNames<FileTokenStoreOptions> = {
  folder: true,
  keyring: true,
  openKeyring: true,
  onWarning: true,
  clock: true,
};

/** How long another process may log in while this one waits for it. */
const LOCK_TIMEOUT_MS = 600_000;

type Keys = readonly [Buffer, ...Buffer[]];

/**
 * Keeps logins in files that only the user may read, encrypted with AES-256-GCM; processes share them.
 *
 * The key is in the system's keyring, and without one in a file beside them. A record that is
 * damaged or was written with a key that is gone counts as absent, with a warning. At most 1,000 records
 * are kept, each for 400 days at most. Nothing is touched before the first call, and the keyring not
 * before there is something to decrypt or to write.
 */
export class FileTokenStore implements TokenStore {
  /** The folder of the records. */
  readonly folder: string;
  readonly #openKeyring: (account: string) => Promise<KeyringEntry | undefined>;
  readonly #warn: (message: string) => void;
  readonly #clock: Clock;
  readonly #tails = new Map<string, Promise<unknown>>();
  #keys: Promise<Keys> | undefined;

  /** @throws MortiseError `INVALID_OPTION` for an unknown option. */
  constructor(options: FileTokenStoreOptions = {}) {
    checkOptions("FileTokenStore", options, OPTIONS);
    const { folder = stateFolder(), keyring = true, clock = systemClock } = options;
    this.folder = folder;
    this.#openKeyring = keyring ? (options.openKeyring ?? openKeyring) : async () => undefined;
    this.#warn = options.onWarning ?? ((message) => process.emitWarning(message));
    this.#clock = clock;
  }

  /** Reads an entry. */
  async get(key: string): Promise<string | undefined> {
    const path = this.#path(key);
    const record = await readFile(path).catch(absent);
    if (record === undefined) return undefined;
    if (readExpiry(record) <= this.#clock.now()) return undefined;
    const opened = unseal(key, record, await this.#readKeys());
    if (opened === undefined) this.#warn(`${path} is damaged or of another key; sign in again`);
    return opened?.value;
  }

  /** @throws AuthError `store_failed` unless the value can be read back. */
  async set(key: string, value: string, options: TokenStoreEntryOptions = {}): Promise<void> {
    const { expiresAt = Number.POSITIVE_INFINITY } = options;
    try {
      const [secret] = await this.#readKeys();
      await this.#write(() =>
        writeFileAtomically(this.#path(key), seal(key, { value, expiresAt }, secret)),
      );
    } catch (cause) {
      if (AuthError.is(cause)) throw cause;
      throw this.#failed(`cannot be written (${(cause as Error).message})`, cause);
    }
    if (expiresAt > this.#clock.now() && (await this.get(key)) !== value) {
      // Another process may have written a newer login of the same key meanwhile.
      if ((await readFile(this.#path(key)).catch(absent)) !== undefined) return;
      throw this.#failed("does not keep what is written to it");
    }
  }

  /** Deletes an entry. */
  async delete(key: string, expected?: string): Promise<void> {
    if ((await stat(this.#path(key)).catch(absent)) === undefined) return;
    await this.#write(async () => {
      if (expected !== undefined && (await this.get(key)) !== expected) return;
      await rm(this.#path(key), { force: true });
    });
  }

  /** Runs work alone, among all processes. */
  async lock<T>(key: string, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, `${nameOf(key)}${LOCK_SUFFIX}`);
    return await this.#queue(path, async () => {
      await this.#makeFolder();
      return await this.#exclusively(path, work);
    });
  }

  /** Deletes every record, and returns how many there were. */
  async clear(): Promise<number> {
    const records = await listRecords(this.folder);
    if (records.length > 0) {
      await this.#write(async () => {
        for (const path of records) await rm(path, { force: true });
      });
    }
    return records.length;
  }

  /** Changes the folder while no other process does. */
  async #write(change: () => Promise<void>): Promise<void> {
    const path = join(this.folder, "store.lock");
    await this.#makeFolder();
    await this.#queue(path, () =>
      this.#exclusively(path, async () => {
        await change();
        await pruneFolder(this.folder, this.#clock);
      }),
    );
  }

  #exclusively<T>(path: string, work: () => Promise<T>): Promise<T> {
    return withProcessLock(path, work, { timeoutMs: LOCK_TIMEOUT_MS, clock: this.#clock });
  }

  /** Runs the work of this process one after another, before it meets that of others. */
  async #queue<T>(path: string, work: () => Promise<T>): Promise<T> {
    const run = (this.#tails.get(path) ?? Promise.resolve()).then(work);
    const tail = run.catch(() => undefined);
    this.#tails.set(path, tail);
    try {
      return await run;
    } finally {
      if (this.#tails.get(path) === tail) this.#tails.delete(path);
    }
  }

  #readKeys(): Promise<Keys> {
    this.#keys ??= this.#findKeys();
    // A keyring that was locked may be open by the next time.
    this.#keys.catch(() => {
      this.#keys = undefined;
    });
    return this.#keys;
  }

  async #findKeys(): Promise<Keys> {
    await this.#makeFolder();
    const options = {
      folder: this.folder,
      openKeyring: () => this.#openKeyring(this.folder),
      onWarning: this.#warn,
      clock: this.#clock,
    };
    // Two processes that begin at once are to find the same key.
    return await this.#exclusively(join(this.folder, "key.lock"), () => readKeys(options));
  }

  async #makeFolder(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      if (process.platform === "win32") return;
      const { mode } = await stat(this.folder);
      if ((mode & 0o077) !== 0) await chmod(this.folder, 0o700);
    } catch (cause) {
      throw this.#failed(`cannot be made (${(cause as Error).message})`, cause);
    }
  }

  #path(key: string): string {
    return join(this.folder, `${nameOf(key)}${RECORD_SUFFIX}`);
  }

  #failed(problem: string, cause?: unknown): AuthError {
    return new AuthError("store_failed", `The folder of logins ${this.folder} ${problem}`, {
      hint: "choose another one with `folder` or MORTISE_AUTH_DIR",
      cause,
    });
  }
}

function nameOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 40);
}

function absent(): undefined {
  return undefined;
}
