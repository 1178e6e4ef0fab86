/** Makes unguessable identifiers and bytes; tests pass a predictable one. */
export interface Random {
  /** Makes a version 4 UUID (RFC 9562, 5.4). */
  uuid(): string;
  /** Makes `length` random bytes, at most 65,536. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** The platform's cryptographic randomness. */
export const systemRandom: Random = Object.freeze({
  uuid: () => crypto.randomUUID(),
  bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
});
