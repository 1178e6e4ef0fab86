import { AuthError } from "../../error/auth-error.ts";
import { MemoryTokenStore } from "../../token-store/memory-token-store.ts";
import type { TokenStore, TokenStoreEntryOptions } from "../../token-store/token-store.ts";
import type { FileTokenStoreOptions } from "./file-token-store.ts";
import { FileTokenStore } from "./file-token-store.ts";

/**
 * Keeps the logins of a user in files, as {@link FileTokenStore} does, and in memory with a warning
 * where files cannot be written, such as in a sandbox.
 */
export class UserTokenStore implements TokenStore {
  readonly #files: FileTokenStore;
  readonly #memory: MemoryTokenStore;
  readonly #warn: (message: string) => void;
  #current: TokenStore;

  /** @throws MortiseError `INVALID_OPTION` for an unknown option. */
  constructor(options: FileTokenStoreOptions = {}) {
    this.#files = new FileTokenStore(options);
    this.#memory = new MemoryTokenStore(options.clock);
    this.#warn = options.onWarning ?? ((message) => process.emitWarning(message));
    this.#current = this.#files;
  }

  /** Reads an entry. */
  get(key: string): Promise<string | undefined> {
    return this.#try((store) => store.get(key));
  }

  /** Writes an entry. */
  set(key: string, value: string, options?: TokenStoreEntryOptions): Promise<void> {
    return this.#try((store) => store.set(key, value, options));
  }

  /** Deletes an entry. */
  delete(key: string, expected?: string): Promise<void> {
    return this.#try((store) => store.delete(key, expected));
  }

  /** Runs work alone, among all processes. */
  async lock<T>(key: string, work: () => Promise<T>): Promise<T> {
    let isRun = false;
    const once = (): Promise<T> => {
      isRun = true;
      return work();
    };
    try {
      return await this.#current.lock(key, once);
    } catch (error) {
      // An error of the work itself is no failure of the lock.
      if (isRun || !this.#fallBack(error)) throw error;
      return await this.#current.lock(key, work);
    }
  }

  /** Deletes every login, and returns how many there were. */
  clear(): Promise<number> {
    return this.#files.clear();
  }

  async #try<T>(use: (store: TokenStore) => Promise<T>): Promise<T> {
    try {
      return await use(this.#current);
    } catch (error) {
      if (!this.#fallBack(error)) throw error;
      return await use(this.#current);
    }
  }

  #fallBack(error: unknown): boolean {
    const isStoreFailure = AuthError.is(error) && error.data.code === "store_failed";
    if (!isStoreFailure || this.#current === this.#memory) return false;
    this.#current = this.#memory;
    this.#warn(`${error.message}. Until then logins last as long as this program`);
    return true;
  }
}
