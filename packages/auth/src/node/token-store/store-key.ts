import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";
import type { KeyringEntry } from "./keyring.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** Where the keys of a store are looked for. */
export interface StoreKeyOptions {
  /** The folder of the key file. */
  readonly folder: string;
  readonly openKeyring: () => Promise<KeyringEntry | undefined>;
  readonly onWarning: (message: string) => void;
  readonly clock: Clock;
}

const LENGTH = 32;
/** A keyring may ask the user for its password, and a user may be away. */
const KEYRING_TIMEOUT_MS = 60_000;

/**
 * Reads the keys of a store, and makes one if there is none; the first is the one to encrypt with: that
 * of the keyring, otherwise that of a file which only the user may read.
 *
 * A key that was used before is among them although the keyring was away then, or is now.
 *
 * @throws AuthError `store_failed` when a key cannot be kept.
 */
export async function readKeys(options: StoreKeyOptions): Promise<readonly [Buffer, ...Buffer[]]> {
  const path = join(options.folder, "key");
  const [fromKeyring, fromFile] = await Promise.all([readKeyringKey(options), readKeyFile(path)]);
  if (fromKeyring !== undefined) {
    return fromFile === undefined ? [fromKeyring] : [fromKeyring, fromFile];
  }
  return [fromFile ?? (await makeKeyFile(path))];
}

async function readKeyringKey(options: StoreKeyOptions): Promise<Buffer | undefined> {
  const { onWarning, clock } = options;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = clock.schedule(KEYRING_TIMEOUT_MS, () => reject(new Error("it did not answer")));
  try {
    return await Promise.race([readOrMakeKey(options), late]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onWarning(`The system's keyring cannot be used (${reason}); a key file is used instead`);
    return undefined;
  } finally {
    stop();
  }
}

async function readOrMakeKey({ openKeyring }: StoreKeyOptions): Promise<Buffer | undefined> {
  const keyring = await openKeyring();
  if (keyring === undefined) return undefined;
  const known = decode(await keyring.read());
  if (known !== undefined) return known;
  const made = randomBytes(LENGTH);
  await keyring.write(made.toString("base64"));
  // Some keyrings report success and keep nothing.
  if (decode(await keyring.read())?.equals(made)) return made;
  throw new Error("it does not keep what it is given");
}

function decode(text: string | undefined): Buffer | undefined {
  const key = Buffer.from(text ?? "", "base64");
  return key.byteLength === LENGTH ? key : undefined;
}

async function readKeyFile(path: string): Promise<Buffer | undefined> {
  const key = await readFile(path).catch(() => undefined);
  return key?.byteLength === LENGTH ? key : undefined;
}

async function makeKeyFile(path: string): Promise<Buffer> {
  const made = randomBytes(LENGTH);
  await writeFileAtomically(path, made);
  if ((await readKeyFile(path))?.equals(made)) return made;
  throw new AuthError("store_failed", `${path} does not keep the key that was written to it`, {
    hint: "choose another folder with MORTISE_AUTH_DIR",
  });
}
