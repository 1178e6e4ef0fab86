import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** A value with its expiry, in milliseconds since 1970-01-01T00:00:00Z; infinite for none. */
export interface StoredValue {
  readonly value: string;
  readonly expiresAt: number;
}

/*
 * A record is, in bytes: MTS1 (4), the key's id (4), the expiry (8), the nonce (12), the tag of
 * AES-256-GCM (16), the encrypted value. The name of the record and all that stands before the nonce
 * are authenticated with it, so that records cannot be exchanged.
 */
const MAGIC = Buffer.from("MTS1");
const ID = 4;
const EXPIRY = 8;
const NONCE = 16;
const TAG = 28;
const VALUE = 44;

/** Bytes of a record that {@link readExpiry} needs. */
export const HEAD_LENGTH: number = NONCE;

/** Encrypts the value of the record `name` with a key of 32 bytes. */
export function seal(name: string, { value, expiresAt }: StoredValue, key: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_LENGTH);
  MAGIC.copy(head);
  keyId(key).copy(head, ID);
  head.writeDoubleBE(expiresAt, EXPIRY);
  const nonce = randomBytes(TAG - NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.concat([head, Buffer.from(name)]));
  const encrypted = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), encrypted]);
}

/** Decrypts the record `name` with the one of `keys` that it names; `undefined` if it cannot be. */
export function unseal(
  name: string,
  record: Buffer,
  keys: readonly Buffer[],
): StoredValue | undefined {
  if (record.byteLength < VALUE || !record.subarray(0, ID).equals(MAGIC)) return undefined;
  const key = keys.find((each) => keyId(each).equals(record.subarray(ID, EXPIRY)));
  if (key === undefined) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, record.subarray(NONCE, TAG));
  decipher.setAAD(Buffer.concat([record.subarray(0, HEAD_LENGTH), Buffer.from(name)]));
  decipher.setAuthTag(record.subarray(TAG, VALUE));
  try {
    const value = Buffer.concat([decipher.update(record.subarray(VALUE)), decipher.final()]);
    return { value: value.toString("utf8"), expiresAt: readExpiry(record) };
  } catch {
    return undefined;
  }
}

/** Reads the expiry of a record without its key. */
export function readExpiry(head: Buffer): number {
  return head.byteLength < HEAD_LENGTH ? 0 : head.readDoubleBE(EXPIRY);
}

/** Returns the name of a key, which says nothing of it. */
function keyId(key: Buffer): Buffer {
  return createHash("sha256").update("mortise token store key").update(key).digest().subarray(0, 4);
}
