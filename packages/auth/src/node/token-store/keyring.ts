import { existsSync } from "node:fs";
import { join } from "node:path";

/** One secret in the keyring of the operating system. */
export interface KeyringEntry {
  /** Returns the secret; `undefined` when there is none. */
  read(): Promise<string | undefined>;
  /** Writes the secret. */
  write(secret: string): Promise<void>;
}

/** The parts of `@napi-rs/keyring` that are used. */
interface KeyringModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options?: object,
  ) => {
    getPassword(): Promise<string | null | undefined>;
    setPassword(password: string): Promise<unknown>;
  };
}

/** The name is computed, so that no bundler demands an optional package. */
const PACKAGE: string = ["@napi-rs", "keyring"].join("/");
const SERVICE = "mortise";

/**
 * Opens an entry of the system's keyring: the Keychain of macOS, the Credential Manager of Windows, the
 * Secret Service of Linux. `undefined` where `@napi-rs/keyring` is not installed, and on a Linux
 * without a session bus, where the keyring would be that of the kernel and lost with the session.
 */
export async function openKeyring(account: string): Promise<KeyringEntry | undefined> {
  if (process.platform === "linux" && !hasSessionBus()) return undefined;
  const module = await load();
  if (module === undefined) return undefined;
  const options = process.platform === "linux" ? { linux: { store: "secret-service" } } : undefined;
  const entry = new module.AsyncEntry(SERVICE, account, options);
  return {
    read: async () => (await entry.getPassword()) ?? undefined,
    write: async (secret) => {
      await entry.setPassword(secret);
    },
  };
}

async function load(): Promise<KeyringModule | undefined> {
  try {
    return (await import(PACKAGE)) as KeyringModule;
  } catch {
    return undefined;
  }
}

function hasSessionBus(): boolean {
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: folder } = process.env;
  return Boolean(address) || (folder !== undefined && existsSync(join(folder, "bus")));
}
