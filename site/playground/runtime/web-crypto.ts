import { gcm } from "@noble/ciphers/aes.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/**
 * Gives this worker what servers use of Web Crypto. Browsers keep `crypto.subtle` and
 * `crypto.randomUUID` from a worker whose origin is opaque, since that is no secure context.
 */
export function installWebCrypto(target: Crypto): void {
  define(target, "randomUUID", makeUuid);
  define(target, "subtle", { digest, importKey, encrypt, decrypt });
}

function define(target: Crypto, name: "subtle" | "randomUUID", value: unknown): void {
  if (target[name] === undefined) Object.defineProperty(target, name, { value });
}

function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4 and the variant of RFC 9562.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A key here is its bytes: it never leaves the worker. */
interface Key {
  readonly bytes: Uint8Array;
}

interface AesGcm {
  readonly iv: BufferSource;
  readonly additionalData?: BufferSource;
}

async function digest(algorithm: unknown, data: BufferSource): Promise<ArrayBuffer> {
  if (algorithm !== "SHA-256")
    throw new Error(`The playground has SHA-256, not ${String(algorithm)}`);
  return toBuffer(sha256(toBytes(data)));
}

async function importKey(_format: "raw", data: BufferSource): Promise<Key> {
  return { bytes: toBytes(data).slice() };
}

async function encrypt(algorithm: AesGcm, key: Key, data: BufferSource): Promise<ArrayBuffer> {
  return toBuffer(cipherOf(algorithm, key).encrypt(toBytes(data)));
}

async function decrypt(algorithm: AesGcm, key: Key, data: BufferSource): Promise<ArrayBuffer> {
  return toBuffer(cipherOf(algorithm, key).decrypt(toBytes(data)));
}

function cipherOf({ iv, additionalData }: AesGcm, { bytes }: Key): ReturnType<typeof gcm> {
  return gcm(bytes, toBytes(iv), additionalData && toBytes(additionalData));
}

function toBytes(data: BufferSource): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}
